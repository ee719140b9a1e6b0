using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>Gives out names of locals and fields, each once.</summary>
internal sealed class Identifiers
{
    /// <summary>Parameters of emitted methods.</summary>
    private static readonly string[] Taken =
        ["input", "state", "context", "index", "stepIndex", "options", "observer", "cancellationToken", "continuation", "workflow", "_workflow"];

    private readonly HashSet<string> _taken;

    /// <param name="workflow">A local must not hide a method that is called by its simple name.</param>
    public Identifiers(WorkflowModel workflow)
    {
        _taken = [.. Taken];
        _taken.UnionWith(workflow.Steps.Select(static step => step.Body.Name));
        _taken.UnionWith(workflow.Steps.Select(static step => step.Body.Method));
        _taken.UnionWith(workflow.Compensations.Select(static compensation => compensation.Body.Name));
    }

    /// <summary>A name made from that of a method or type, with a suffix; not escaped.</summary>
    public string Take(string name, string suffix = "")
    {
        if (name.Length > 5 && name.EndsWith("Async", System.StringComparison.Ordinal))
        {
            name = name.Substring(0, name.Length - 5);
        }

        string wanted = char.ToLowerInvariant(name[0]) + name.Substring(1) + suffix, free = wanted;
        for (int number = 2; !_taken.Add(free); number++)
        {
            free = wanted + "_" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return free;
    }

    /// <summary>The class as any place may name it.</summary>
    public static string FullName(WorkflowModel workflow)
    {
        string inner = string.Join(".", workflow.Containers.Select(static container => container.Name).Append(workflow.Type.Name));
        return workflow.Namespace.Length == 0 ? "global::" + inner : $"global::{workflow.Namespace}.{inner}";
    }
}
