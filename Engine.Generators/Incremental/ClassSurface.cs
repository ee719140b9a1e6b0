using System.Collections.Generic;

namespace Engine.Generators.Incremental;

/// <summary>One declaration of a class that carries an attribute, which may be ours.</summary>
/// <param name="Name">The class's own.</param>
/// <param name="Position">Of its identifier in the file.</param>
/// <param name="Attributes">The simple names of its attributes, as written.</param>
/// <param name="Own">All of its surface, and what it stands in. All but its methods is also in that of the outermost type.</param>
/// <param name="Mentions">The identifiers in it.</param>
/// <param name="HoldsOthers">Whether such a class is nested in it and sees its members by their names alone.</param>
internal sealed record ClassSurface(string Name, int Position, string[] Attributes, Digest Own, HashSet<string> Mentions, bool HoldsOthers);
