namespace RootWatch.Server.Tests;

/// <summary>Where this repository lies, found upwards from the built tests.</summary>
internal static class Repository
{
    public static DirectoryInfo Root { get; } = Find();

    private static DirectoryInfo Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RootWatch.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"no RootWatch.sln at or above {AppContext.BaseDirectory}: run the tests from the repository");
    }
}
