namespace Engine.Host.Serve.Catalog;

/// <summary>What a frame of a <see cref="DefinitionFile"/> says.</summary>
internal enum DefinitionKind : ushort
{
    /// <summary>There is a workflow. One of the same id that stands before is gone.</summary>
    Definition = 0,

    /// <summary>There is no workflow of this id any more.</summary>
    Removal = 1,
}
