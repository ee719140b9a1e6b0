using Engine.Generators.Emission;
using Engine.Generators.Events;

namespace Engine.Generators.Activities;

/// <summary>The file that adds the activities of a class to a table.</summary>
internal static class ActivityEmitter
{
    private const string Runtime = "global::Engine.Runtime.";
    private const string Later = "global::System.Threading.Tasks.ValueTask<global::System.ReadOnlyMemory<byte>>";

    public static string HintName(ActivityClassModel model) => model.Name + ".Activities.g.cs";

    public static string Emit(ActivityClassModel model)
    {
        var writer = new CodeWriter();
        EventEmitter.Open(writer, model.Namespace, model.Containers);
        writer.Open($"partial {model.Type.Keyword} {model.Type.Name} : {Runtime}IActivities");
        writer.Line(WorkflowEmitter.GeneratedCode);
        writer.Open($"void {Runtime}IActivities.AddTo({Runtime}ActivityTable table)");
        if (model.IsBroken)
        {
            writer.Line($"throw new global::System.InvalidOperationException({WorkflowEmitter.Literal($"The activities of '{model.Name}' were compiled with errors.")});");
        }

        foreach (ActivityModel activity in model.Activities)
        {
            writer.Line($"table.Add({WorkflowEmitter.Literal(activity.Name)}, {Body(model, activity)});");
        }

        writer.Close();
        EventEmitter.Close(writer, model.Containers);
        return writer.ToString();
    }

    private static string Body(ActivityClassModel model, ActivityModel activity)
    {
        string call = $"{(activity.IsStatic ? model.Type.Name : "this")}.{activity.Method}({activity.Arguments})";
        string body = activity.Result switch
        {
            ActivityResult.Nothing => $"{{ {call}; return default; }}",
            ActivityResult.Bytes => $"new {Later}({call})",
            ActivityResult.LaterNothing => $"{Runtime}ActivityTable.WithoutResult({call})",
            _ => call,
        };
        return $"{(activity.IsStatic ? "static " : "")}(call, cancellationToken) => {body}";
    }
}
