namespace Engine.Tests.Host;

/// <summary>The graphs that the repository ships.</summary>
internal static class Samples
{
    public static string VariantCalling => At("variant-calling.json");

    public static string ReleaseBuild => At("release-build.json");

    public static string AssemblyLine => At("assembly-line.stg");

    public static string Modules => At("modules.edges");

    public static string At(string name) => Path.Combine(TestData.RepositoryRoot, "samples", name);
}
