using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>What the registration needs of one workflow: less than the workflow, so that most edits leave it as it was.</summary>
/// <param name="Type">Fully qualified.</param>
/// <param name="Path">Namespace, containers and name, joined without dots: the method's name where the short one is taken.</param>
/// <param name="Name">The class's identifier, without escape.</param>
/// <param name="Services">The arguments of the constructor, each an expression over <c>provider</c>.</param>
/// <param name="WhyNot">Why the class is left out, null where it is not.</param>
internal sealed record RegistrationModel(string Type, string Path, string Name, EquatableArray<string> Services, string? WhyNot)
{
    /// <summary>Null for a class of which there is nothing to say: it was refused, or nothing could name it.</summary>
    public static RegistrationModel? Of(WorkflowModel workflow)
    {
        if (workflow.Services is null && workflow.WhyNotRegistered is null)
        {
            return null;
        }

        string type = Identifiers.FullName(workflow);
        return new(type, type.Substring("global::".Length).Replace("@", "").Replace(".", ""), workflow.Type.Name.TrimStart('@'), workflow.Services ?? EquatableArray<string>.Empty, workflow.WhyNotRegistered);
    }
}
