namespace Engine;

/// <summary>How the delay of a <see cref="RetryAttribute"/> grows; k is 1 before the second attempt.</summary>
public enum Backoff : byte
{
    /// <summary>The same delay each time.</summary>
    Constant,

    /// <summary>k times the delay.</summary>
    Linear,

    /// <summary>2^(k-1) times the delay.</summary>
    Exponential,
}
