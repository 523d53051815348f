namespace RootWatch.Detection.Tests;

/// <summary>Finds what lies beside the tests: the repository's own files and the shared records of the world.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string RecordsFolder
    {
        get
        {
            var folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "cloudtrail"));
            Assert.True(Directory.Exists(folder), $"The real records are not at {folder}: put ../shared beside the repository.");
            return folder;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RootWatch.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("RootWatch.sln is in no folder above the tests.");
    }
}
