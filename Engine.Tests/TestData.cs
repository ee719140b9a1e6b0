using System.Runtime.CompilerServices;

namespace Engine.Tests;

/// <summary>
/// The folder of real test material, which is no part of the repository: <c>ENGINE_TESTDATA</c>, else
/// <c>../shared/data</c> from the repository's root. Where it is absent, tests on real data say that they were skipped.
/// </summary>
internal static class TestData
{
    public const string Skipped = "SKIPPED: tests on real data need the folder that ENGINE_TESTDATA names, or ../shared/data beside the repository.";

    /// <summary>The folder, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The repository's root.</summary>
    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, ".."));

    /// <summary>A file below <see cref="Folder"/>, such as <c>File("stg/oracle.json")</c>.</summary>
    public static string File(string relativePath) => Path.Combine(Folder ?? throw new InvalidOperationException(Skipped), relativePath);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("ENGINE_TESTDATA");
        if (!string.IsNullOrEmpty(named))
        {
            // A name that leads nowhere is a mistake, not a wish to skip.
            return Directory.Exists(named) ? Path.GetFullPath(named) : throw new DirectoryNotFoundException($"ENGINE_TESTDATA names '{named}', which does not exist.");
        }

        string beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "shared", "data"));
        return Directory.Exists(beside) ? beside : null;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

/// <summary>A fact about real data; skipped, visibly, where the folder is absent.</summary>
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (TestData.Folder is null)
        {
            Skip = TestData.Skipped;
        }
    }
}

/// <summary>A theory about real data; skipped, visibly, where the folder is absent.</summary>
public sealed class RealDataTheoryAttribute : TheoryAttribute
{
    public RealDataTheoryAttribute()
    {
        if (TestData.Folder is null)
        {
            Skip = TestData.Skipped;
        }
    }
}
