namespace Engine.Host.Files;

/// <summary>How sure a format is, by a file's content alone, that it is one of its own.</summary>
internal enum FormatMatch
{
    /// <summary>It is not, or its beginning tells nothing.</summary>
    None,

    /// <summary>It could be; a name that says something else is believed.</summary>
    ByShape,

    /// <summary>It is, whatever its name.</summary>
    ByContent,
}

/// <summary>A file format. A new one is a class with this interface and a line in <see cref="GraphFileReader"/>.</summary>
internal interface IGraphFileFormat
{
    /// <summary>What a file of the format is called.</summary>
    string Name { get; }

    /// <summary>What the format is called, with its extension, for the error about a file that none recognises.</summary>
    string Description { get; }

    /// <summary>How names of its files end, dot included.</summary>
    string Extension { get; }

    /// <summary>Looks at the first bytes.</summary>
    FormatMatch Match(GraphSource source);

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="Cli.UserError">The file is not as it should be; the message names the place and the fix.</exception>
    GraphFile Read(GraphSource source);
}
