namespace RootWatch.Cli.Tests;

/// <summary>Where this repository lies, and the real records beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Public CloudTrail records with their sources and licences.</summary>
    public static string RealRecords
    {
        get
        {
            var path = Path.GetFullPath(Path.Combine(Root, "../shared/data/cloudtrail"));
            return Directory.Exists(path) ? path : throw new InvalidOperationException($"no real records at {path}");
        }
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RootWatch.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no RootWatch.sln at or above {AppContext.BaseDirectory}: run the tests from the repository");
    }
}
