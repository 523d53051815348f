namespace RootWatch.Server.Access;

/// <summary>What a token may do; each role may do all that those before it may.</summary>
internal enum Role
{
    Viewer = 1,
    Operator = 2,
    Approver = 3,
    Admin = 4,
}
