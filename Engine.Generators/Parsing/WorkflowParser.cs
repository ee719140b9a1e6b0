using System.Collections.Generic;
using System.Threading;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// Reads a class marked [Workflow] and says what it means, or why it means nothing. The generator and the analyser share it,
/// so that what is refused and what is generated are always the same. Code that does not compile is normal input: it is
/// read in an editor, between two keystrokes.
/// </summary>
internal static class WorkflowParser
{
    /// <summary>The model with all diagnostics.</summary>
    public static ParseResult Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        var sink = new DiagnosticSink(isEnabled: true, cancellationToken);
        WorkflowModel model = Parse(new ParseContext(type, compilation, sink, cancellationToken));
        return new ParseResult(model, sink.ToImmutable());
    }

    /// <summary>The model alone: the same one, without the cost of messages and of checks that only warn.</summary>
    public static WorkflowModel ParseModel(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken) =>
        Parse(new ParseContext(type, compilation, new DiagnosticSink(isEnabled: false, cancellationToken), cancellationToken));

    /// <summary>The same for a workflow that is a step of the one that is parsed.</summary>
    public static WorkflowModel Parse(ParseContext context)
    {
        if (ClassReader.Read(context))
        {
            MethodReader.Read(context);
            if (context.Steps.Count is > 0 and <= MethodReader.MaxSteps)
            {
                ReadMembers(context);
                JudgeGraph(context);
            }
        }

        if (context.Sink is { IsEnabled: true, HasErrors: false })
        {
            GeneratedCode.CheckTypes(context);
        }

        return ModelBuilder.Build(context);
    }

    /// <summary>One method at a time: what it takes, waits for and asks for.</summary>
    private static void ReadMembers(ParseContext context)
    {
        foreach (Candidate step in context.Steps)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (step.IsDuplicate || step.IsUnsuitable)
            {
                continue;
            }

            MapReader.ReadSource(context, step);
            ParameterBinder.Bind(context, step);
            ConditionReader.Read(context, step);
            OrderReader.Read(context, step);
            PolicyReader.Read(context, step);
            SubWorkflowReader.Read(context, step);
            MapReader.Check(context, step);
        }

        foreach (Candidate compensation in context.Compensations)
        {
            if (compensation.IsDuplicate || compensation.IsUnsuitable)
            {
                continue;
            }

            ParameterBinder.Bind(context, compensation);
            CompensationReader.Read(context, compensation);
            PolicyReader.Read(context, compensation);
        }

        MapReader.CheckCompensations(context);
        SubWorkflowReader.Decide(context);
        HostedReader.Check(context);
        ConditionReader.CheckSwitches(context);
        StateReader.CheckUntouched(context);
        OutputFinder.Find(context);
        OutputFinder.CheckUnread(context);
    }

    /// <summary>
    /// All methods together. Where a parameter or a condition is open, edges are missing, and what would be said about order
    /// and skipping would follow from that one mistake; a cycle of the edges that are there is one all the same.
    /// </summary>
    private static void JudgeGraph(ParseContext context)
    {
        var graph = new StepGraph(context.Steps);
        if (graph.Order is null)
        {
            ReportCycle(context, graph);
            return;
        }

        if (context.HasOpenBindings || context.HasOpenConditions)
        {
            return;
        }

        SkipAnalysis.FindGuards(context, graph.Order);
        SkipAnalysis.Check(context);
        StateReader.CheckRaces(context, graph);
        CompensationReader.CheckInputs(context, graph);
        if (context.Sink.IsEnabled)
        {
            Warn(context, graph);
        }
    }

    private static void Warn(ParseContext context, StepGraph graph)
    {
        foreach (Candidate step in context.Steps)
        {
            SkipAnalysis.CheckMaybes(context, step);
            CopyCheck.Check(context, step);
        }

        foreach (Candidate compensation in context.Compensations)
        {
            SkipAnalysis.CheckMaybes(context, compensation);
            CopyCheck.Check(context, compensation);
        }

        OrderReader.CheckRedundant(context, graph);
    }

    private static void ReportCycle(ParseContext context, StepGraph graph)
    {
        int[] cycle = graph.FindCycle();
        var names = new List<string>();
        foreach (int step in cycle)
        {
            names.Add(context.Steps[step].Name);
        }

        names.Add(names[0]);
        context.Sink.Report(Rules.Cycle, Place.Name(context.Steps[cycle[0]].Method), string.Join(" -> ", names));
    }
}
