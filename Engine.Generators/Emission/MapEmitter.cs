using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Parsing;

namespace Engine.Generators.Emission;

/// <summary>For each mapped step a struct that holds what its calls take, and the call for one element.</summary>
internal static class MapEmitter
{
    private const string Memory = "global::System.ReadOnlyMemory";

    public static void Emit(CodeWriter writer, WorkflowModel workflow)
    {
        foreach (StepModel step in workflow.Steps)
        {
            // Those of sub-workflows stand in their own classes.
            if (step.Body.Map is { } map && step.Group.Length == 0)
            {
                Emit(writer, workflow, step.Body, map);
            }
        }
    }

    /// <summary>The expression that runs all calls, given the expression for the instance and for what a parameter receives.</summary>
    public static string Call(MethodModel body, string self, string settings, System.Func<ParameterModel, string> argument)
    {
        MapModel map = body.Map!;
        IEnumerable<string> arguments = Taken(body).Select(taken => argument(taken.Parameter with
        {
            Passing = Passing.ByValue,
            Access = taken.Parameter.Access.Length > 0 ? ".Memory" : "",
        }));
        string made = $"new {map.Struct}({string.Join(", ", body.IsStatic ? arguments : arguments.Prepend(self))})";
        string method = body.IsAsynchronous ? body.ValueType is null ? "RunVoidAsync" : "RunAsync" : body.ValueType is null ? "RunVoid" : "Run";
        string types = body.ValueType is null ? map.Struct : $"{map.Struct}, {map.ElementValue}";
        string context = EntryPoints.TakesContext(body) ? "in context" : "default";
        return $"global::Engine.MapStep.{method}<{types}>({made}, {settings}, {context})";
    }

    private static void Emit(CodeWriter writer, WorkflowModel workflow, MethodModel body, MapModel map)
    {
        string element = map.ElementValue ?? "byte", owner = Identifiers.FullName(workflow);
        (ParameterModel Parameter, int Position)[] taken = Taken(body).ToArray();
        IEnumerable<string> fields = taken.Select(static one => $"{TypeOf(one.Parameter)} value{one.Position}");
        string parameters = string.Join(", ", body.IsStatic ? fields : fields.Prepend($"{owner} workflow"));
        bool isEffect = body.IsAsynchronous && body.ValueType is null;
        string contract = $"global::Engine.{(isEffect ? "IAsyncMapBody" : body.IsAsynchronous ? $"IAsyncMapBody<{element}>" : $"IMapBody<{element}>")}";
        int many = body.Parameters.Select(static (parameter, position) => (parameter, position)).First(static one => one.parameter.Collection is not null).position;
        writer.Line($"{WorkflowEmitter.Hidden} {WorkflowEmitter.GeneratedCode}");
        writer.Open($"{map.Access} readonly struct {map.Name}({parameters}) : {contract}");
        bool isArray = !body.Parameters[many].Collection!.StartsWith(Memory, System.StringComparison.Ordinal);
        writer.Line(isArray
            ? $"public int Count => (value{many} ?? throw new global::System.ArgumentNullException({WorkflowEmitter.Literal(map.Source)})).Length;"
            : $"public int Count => value{many}.Length;");
        writer.Line();
        string call = $"{(body.IsStatic ? owner : "workflow")}.{Names.Escape(body.Method)}({string.Join(", ", body.Parameters.Select((parameter, position) => Argument(parameter, position, isArray)))})";
        string returned = isEffect ? "global::System.Threading.Tasks.ValueTask" : body.IsAsynchronous ? $"global::System.Threading.Tasks.ValueTask<{element}>" : element;
        string signature = $"public {returned} Call(int index, in global::Engine.StepContext context)";
        if (body.ValueType is null && !body.IsAsynchronous)
        {
            writer.Open(signature);
            writer.Lines($"{call};", "return 0;");
            writer.Close();
        }
        else
        {
            writer.Line($"{signature} => {(body.Return == ReturnKind.Task ? $"new {returned}({call})" : call)};");
        }

        writer.Close();
        writer.Line();
    }

    /// <summary>What is the same for all calls, and the elements.</summary>
    private static IEnumerable<(ParameterModel Parameter, int Position)> Taken(MethodModel body) => body.Parameters
        .Select(static (parameter, position) => (parameter, position))
        .Where(static one => one.parameter.Source is not (ParameterSource.Token or ParameterSource.Context));

    private static string TypeOf(ParameterModel parameter)
    {
        string type = parameter.Collection
            ?? (parameter.Access == ".Span" ? parameter.Type.Replace("global::System.ReadOnlySpan<", Memory + "<") : parameter.Type);
        return parameter.Source == ParameterSource.Maybe ? StepCode.Maybe(type) : type;
    }

    private static string Argument(ParameterModel parameter, int position, bool isArray)
    {
        string byIn = parameter.Passing == Passing.In ? "in " : "";
        return parameter.Source switch
        {
            ParameterSource.Token => "context.CancellationToken",
            ParameterSource.Context => byIn + "context",
            _ when parameter.Collection is not null => (parameter.IsExact ? byIn : "") + $"value{position}{(isArray ? "" : ".Span")}[index]",
            _ when parameter.Access == ".Span" => $"value{position}.Span",
            _ => byIn + $"value{position}",
        };
    }
}
