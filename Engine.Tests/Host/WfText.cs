using System.Globalization;

namespace Engine.Tests.Host;

/// <summary>Small WfFormat files for tests, right or, piece by piece, wrong.</summary>
internal static class WfText
{
    /// <summary>One task of the specification; `children` is left out.</summary>
    public static string Task(string id, params string[] parents)
        => $$"""{"name":"n","id":"{{id}}","parents":[{{string.Join(",", parents.Select(static parent => $"\"{parent}\""))}}]}""";

    /// <summary>One record of the execution.</summary>
    public static string Record(string id, double runtime)
        => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","runtimeInSeconds":{{runtime}}}""");

    /// <summary>A whole file from its tasks and records.</summary>
    public static string File(string[] tasks, string[] records, string version = "1.5")
        => $$"""{"name":"test","schemaVersion":"{{version}}","workflow":{"specification":{"tasks":[{{string.Join(",", tasks)}}]},"execution":{"tasks":[{{string.Join(",", records)}}]} } }""";

    /// <summary>a, then b, 1.5 and 2.25 seconds.</summary>
    public static string Good => File([Task("a"), Task("b", "a")], [Record("a", 1.5), Record("b", 2.25)]);
}
