using Engine.Generators.Model;

namespace Engine.Generators.Incremental;

/// <summary>What was read from a compilation. The same object as long as nothing has been read again.</summary>
/// <param name="Models">Of all classes that something can be done for, by file and position.</param>
/// <param name="RegistrationAssembly">The name of the assembly where it knows service collections, null elsewhere.</param>
/// <param name="Reads">How many classes were read to get here; the others are known from before.</param>
internal sealed record Reading(WorkflowModel[] Models, string? RegistrationAssembly, int Reads)
{
    public bool Equals(Reading? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Models.Length;
}
