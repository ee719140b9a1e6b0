namespace Engine.Tests.Runtime.Journal;

/// <summary>What the records of a <see cref="JournalModel"/> look like.</summary>
internal enum RecordStyle
{
    /// <summary>Any length, any content.</summary>
    Random,

    /// <summary>One length and a frame each, so that the frames of all histories begin at the same places.</summary>
    EqualLength,

    /// <summary>The same, with the same bytes as well.</summary>
    Equal,
}
