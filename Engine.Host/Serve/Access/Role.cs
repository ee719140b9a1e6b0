namespace Engine.Host.Serve.Access;

/// <summary>What a key may do.</summary>
[Flags]
internal enum Role
{
    None = 0,

    /// <summary>Look: status, lists, streams, metrics.</summary>
    Observe = 1,

    /// <summary>Start, stop and retry runs, send events, handle dead letters.</summary>
    Run = 2,

    /// <summary>Define workflows.</summary>
    Define = 4,

    All = Observe | Run | Define,
}
