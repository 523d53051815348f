namespace RootWatch.Tests;

/// <summary>Where this repository lies, found upwards from the built tests, and the real records beside it. Compiled into every test project.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Public CloudTrail records with their sources and licences.</summary>
    public static string RealRecords
    {
        get
        {
            string folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "cloudtrail"));
            return Directory.Exists(folder)
                ? folder
                : throw new InvalidOperationException($"the real records are not at {folder}: put ../shared beside the repository");
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
