namespace Engine.Host.Load;

/// <summary>What `engine load` does to a server.</summary>
internal interface ILoad
{
    /// <summary>Makes what the load needs to be there.</summary>
    /// <exception cref="Cli.UserError">The server is not there, or says no.</exception>
    Task PrepareAsync();

    /// <summary>Runs the load.</summary>
    /// <param name="onSecond">Gets each second as it ends.</param>
    /// <param name="cancellationToken">Nothing more is begun; what is under way is waited for.</param>
    Task<LoadResult> RunAsync(Action<LoadSecond> onSecond, CancellationToken cancellationToken);
}
