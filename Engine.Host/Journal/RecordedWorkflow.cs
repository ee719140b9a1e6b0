using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>A workflow as a journal knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">The names of its steps, then those of its compensations; none where the workflow is a task graph.</param>
internal sealed record RecordedWorkflow(string Name, string[] Steps)
{
    /// <summary>The name of a step or compensation.</summary>
    /// <exception cref="JournalException">There are not so many.</exception>
    public string StepName(int index) => index < Steps.Length ? Steps[index]
        : Steps.Length == 0 ? $"#{index}"
        : throw new JournalException(JournalFault.WrongFormat, $"it names step {index} of workflow '{Name}', which has {Steps.Length} with its compensations.");
}
