namespace Engine.Host.Load;

/// <summary>What was seen in one second of a load, all routes together.</summary>
internal readonly record struct LoadSecond(int Second, long Answers, long Failures, double P50Us, double P99Us, double MaxUs);
