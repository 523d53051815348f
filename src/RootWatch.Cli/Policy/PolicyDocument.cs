namespace RootWatch.Cli.Policy;

/// <summary>The permissions as a policy, a line for each.</summary>
internal static class PolicyDocument
{
    public static string Of(IReadOnlyList<string> actions) =>
        $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": [
        {{string.Join(",\n", actions.Select(action => $"        \"{action}\""))}}
              ],
              "Resource": "*"
            }
          ]
        }

        """;
}
