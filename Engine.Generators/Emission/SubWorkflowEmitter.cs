using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>The bodies of methods that run other workflows, and the members by which generated code gets at those.</summary>
internal static class SubWorkflowEmitter
{
    public static void Emit(CodeWriter writer, WorkflowModel workflow)
    {
        string error = WorkflowEmitter.Broken(workflow);
        foreach (SubWorkflowModel sub in workflow.SubWorkflows)
        {
            if (sub.Signature is not null)
            {
                writer.Lines(WorkflowEmitter.GeneratedCode, $"{sub.Signature} => {(workflow.IsBroken ? error : sub.Body)};", "");
            }

            bool isNew = true;
            foreach (string line in sub.Members)
            {
                // Lines of one member follow each other; a member begins with a modifier or an attribute.
                if (isNew)
                {
                    writer.Line($"{WorkflowEmitter.Hidden} {WorkflowEmitter.GeneratedCode}");
                }

                writer.Line(line);
                isNew = line.EndsWith(";", System.StringComparison.Ordinal) && line[0] != ' ' || line == "}";
                if (isNew)
                {
                    writer.Line();
                }
            }
        }
    }
}
