namespace Engine.Host.Files;

/// <summary>How sure a format is that a file is one of its own.</summary>
internal enum FormatMatch
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The first lines look like it.</summary>
    ByShape,

    /// <summary>Its name says so.</summary>
    ByName,

    /// <summary>Its content says so, whatever its name.</summary>
    ByContent,
}

/// <summary>A file format. A new one is a class with this interface and a line in <see cref="GraphFileReader"/>.</summary>
internal interface IGraphFileFormat
{
    /// <summary>What the format is called, with its extension, for the error about a file that none recognises.</summary>
    string Description { get; }

    /// <summary>Looks at the name and the first bytes.</summary>
    FormatMatch Match(GraphSource source);

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="Cli.UserError">The file is not as it should be; the message names the place and the fix.</exception>
    GraphFile Read(GraphSource source);
}
