namespace Engine.Internal;

/// <summary>A folder with the files of a journal. What has been written, created or renamed survives a crash once it has been synced, not before.</summary>
/// <remarks>Two implementations: <see cref="FolderDisk"/>, and the simulated one of the tests, which forgets, tears and spoils what it may.</remarks>
internal interface IDisk
{
    /// <summary>Names of the files, in any order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes an empty file. It is an error if there is one of that name.</summary>
    /// <exception cref="IOException">The disk is full, or does not allow it.</exception>
    IDiskFile Create(string name);

    /// <summary>Opens a file that exists.</summary>
    IDiskFile Open(string name, bool forWriting);

    /// <summary>Gives a file another name, which no file has. The file may be open.</summary>
    void Rename(string name, string newName);

    /// <summary>Gives a file the name of another one, which is gone then: after a crash the name leads to the one or the other. Neither is open.</summary>
    void Replace(string name, string replaced);

    /// <summary>Removes a file that is not open.</summary>
    void Delete(string name);

    /// <summary>Makes what was created, renamed and deleted before survive a crash.</summary>
    void SyncFolder();
}
