using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Parsing;

/// <summary>Writes down what completes a class with sub-workflows: bodies of the partial methods, ways to the other workflows.</summary>
internal static class SubWorkflowWriter
{
    private const string Context = "global::Engine.StepContext";
    private const string NestedRun = "global::Engine.NestedRun";
    private const string Pooling = "[global::System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(global::System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]";

    /// <summary>One entry for each bodiless method: without a body the C# compiler would complain beside the analyser.</summary>
    public static EquatableArray<SubWorkflowModel> Write(ParseContext context, bool isBroken)
    {
        var all = new List<SubWorkflowModel>();
        foreach (Candidate step in context.Steps)
        {
            bool needsBody = step.Find(AttributeKind.SubWorkflow) is not null && step.Method.IsPartialDefinition
                && (step.Method.PartialImplementationPart is not { } body || GeneratedCode.IsOurs(body));
            if (needsBody)
            {
                all.Add(isBroken || step.Sub is not { } sub
                    ? new SubWorkflowModel(Signature(context, step), null, Reads(context, step))
                    : new SubWorkflowModel(Signature(context, step), Body(step, sub), new(Members(context, step, sub))));
            }
        }

        return all.Count == 0 ? EquatableArray<SubWorkflowModel>.Empty : new(all);
    }

    /// <summary>The step as the call of the method that runs the other workflow at once.</summary>
    public static MethodModel AsOneStep(ParseContext context, MethodModel model, SubWorkflow sub)
    {
        var parameters = new List<ParameterModel> { model.Parameters[sub.Input] };
        if (TakesContext(sub))
        {
            parameters.Add(new ParameterModel(ParameterSource.Context, 0, Passing.In, Context));
        }

        return model with
        {
            Method = sub.OneStep,
            Parameters = new(parameters),
            Return = model.IsAsynchronous ? ReturnKind.ValueTask : ReturnKind.Synchronous,
            Nested = new NestedModel(
                context.Known.FullName(sub.Child.Type),
                sub.Child.Model is { } child ? WorkflowPlanner.Plan(child)?.Fingerprint ?? 0 : 0,
                sub.MaxRounds,
                sub.Until?.Name),
        };
    }

    /// <summary>A plain child needs no token and no clock, unless rounds are counted: the token is looked at between them.</summary>
    private static bool TakesContext(SubWorkflow sub) => sub.MaxRounds > 0 || !sub.Child.IsPlain;

    /// <summary>In a class with errors the primary constructor's parameter is read all the same: that it is not would be said beside them.</summary>
    private static EquatableArray<string> Reads(ParseContext context, Candidate step)
    {
        return step.Find(AttributeKind.SubWorkflow)?.AttributeClass?.TypeArguments.FirstOrDefault() is INamedTypeSymbol type
            && ChildInstance.Unread(context, type) is { } parameter
            ? new([$"private object {SubWorkflowReader.FreeName(context, step.Name + "_Workflow")} => {Names.Escape(parameter)};"])
            : EquatableArray<string>.Empty;
    }

    private static string? Signature(ParseContext context, Candidate step)
    {
        IMethodSymbol method = step.Method;
        if (TypeFit.FindError(method.ReturnType) is not null || method.Parameters.Any(static parameter => TypeFit.FindError(parameter.Type) is not null)
            || method.DeclaringSyntaxReferences.Length == 0 || method.DeclaringSyntaxReferences[0].GetSyntax(context.CancellationToken) is not MethodDeclarationSyntax syntax)
        {
            return null;
        }

        IEnumerable<string> parameters = method.Parameters.Select(parameter =>
            $"{ByReference(parameter.RefKind)}{context.Known.FullName(parameter.Type)} {Names.Escape(parameter.Name)}");
        string typeParameters = method.IsGenericMethod ? $"<{string.Join(", ", method.TypeParameters.Select(static one => one.Name))}>" : "";
        string type = method.ReturnsVoid ? "void" : context.Known.FullName(method.ReturnType);
        return $"{string.Join(" ", syntax.Modifiers.Select(static modifier => modifier.ValueText))} {type} {Names.Escape(method.Name)}{typeParameters}({string.Join(", ", parameters)})";
    }

    private static string ByReference(RefKind kind) => kind switch
    {
        RefKind.In => "in ",
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => "",
    };

    private static string Body(Candidate step, SubWorkflow sub)
    {
        string input = Names.Escape(step.Parameters[sub.Input].Symbol.Name);
        string? token = step.Parameters.Where(static parameter => parameter.Source == ParameterSource.Token).Select(static parameter => Names.Escape(parameter.Symbol.Name)).FirstOrDefault();
        string end = step.Return == ReturnKind.Task ? ".AsTask()" : "";
        if (sub.MaxRounds > 0)
        {
            return $"this.{sub.OneStep}({input}, new {Context}(0, {Literal(step.Name)}{(token is null ? "" : $", cancellationToken: {token}")})){end}";
        }

        string run = $"this.{sub.Accessor}.RunAsync({input}{(token is null ? "" : $", {token}")})";
        return step.IsAsynchronous ? run + end
            : token is null ? $"this.{sub.Accessor}.Run({input})"
            : $"{NestedRun}.Value({run})";
    }

    private static IEnumerable<string> Members(ParseContext context, Candidate step, SubWorkflow sub)
    {
        string type = context.Known.FullName(sub.Child.Type);
        string instance = sub.Instance;
        if (sub.IsMade)
        {
            instance = sub.Accessor + "_Made";
            yield return $"private static readonly {type} {instance} = new();";
        }

        yield return $"{sub.Access} {type} {sub.Accessor} => {instance};";
        if (sub.IsInlined)
        {
            yield break;
        }

        string value = context.Known.FullName(step.Value!), input = context.Known.FullName(step.Parameters[sub.Input].Symbol.Type);
        string returned = step.IsAsynchronous ? $"global::System.Threading.Tasks.ValueTask<{value}>" : value;
        string byIn = step.Parameters[sub.Input].Passing == Passing.In ? "in " : "";
        string signature = $"{sub.Access} {returned} {sub.OneStep}({byIn}{input} input{(TakesContext(sub) ? $", in {Context} context" : "")})";
        string options = $"{NestedRun}.Options(in context)";
        if (sub.MaxRounds == 0)
        {
            string run = $"{sub.Accessor}.RunAsync(input, {options}, context.CancellationToken)";
            yield return $"{signature} => {(step.IsAsynchronous ? run : TakesContext(sub) ? $"{NestedRun}.Value({run})" : $"{sub.Accessor}.Run({byIn}input)")};";
            yield break;
        }

        string token = "context.CancellationToken";
        if (step.IsAsynchronous)
        {
            yield return $"{signature} => {sub.OneStep}_Rounds(input, {options}, context.CancellationToken);";
            yield return Pooling;
            signature = $"private async {returned} {sub.OneStep}_Rounds({input} input, global::Engine.RunOptions options, global::System.Threading.CancellationToken cancellationToken)";
            token = "cancellationToken";
        }

        string round = step.IsAsynchronous ? $"await {sub.Accessor}.RunAsync(value, options, {token}).ConfigureAwait(false)"
            : sub.Child.IsPlain ? $"{sub.Accessor}.Run(in value)"
            : $"{NestedRun}.Value({sub.Accessor}.RunAsync(value, {options}, {token}))";
        string until = (sub.Until!.IsStatic ? context.Known.FullName(sub.Until.ContainingType) : "this") + "." + Names.Escape(sub.Until.Name);
        string max = sub.MaxRounds.ToString(CultureInfo.InvariantCulture);
        yield return signature;
        yield return "{";
        yield return $"    {value} value = input;";
        yield return $"    for (int round = 0; round < {max}; round++)";
        yield return "    {";
        yield return $"        {token}.ThrowIfCancellationRequested();";
        yield return $"        value = {round};";
        yield return $"        if ({until}(value))";
        yield return "        {";
        yield return "            return value;";
        yield return "        }";
        yield return "    }";
        yield return "";
        yield return $"    throw new global::Engine.RepeatLimitException({Literal(step.Name)}, {Literal(sub.Until.Name)}, {max});";
        yield return "}";
    }

    private static string Literal(string text) => Emission.WorkflowEmitter.Literal(text);
}
