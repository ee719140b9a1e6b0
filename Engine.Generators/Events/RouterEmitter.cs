using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Emission;

namespace Engine.Generators.Events;

/// <summary>
/// The file that completes a router: tables of state, entry points, and <c>Routes</c>, through which the library calls the handlers. Loops
/// over events are here, so that handlers are inlined into them; all else is the library's.
/// </summary>
internal static class RouterEmitter
{
    private const string Library = "global::Engine.Events.";
    private const string Result = Library + "DispatchResult";
    private const string Batch = Library + "EventBatch batch";
    private const string One = "in " + Library + "EventHeader header, global::System.ReadOnlySpan<byte> payload";
    private const string Token = "global::System.Threading.CancellationToken cancellationToken";

    public static string HintName(RouterModel model) => model.Name + ".Router.g.cs";

    public static string Emit(RouterModel model)
    {
        var writer = new CodeWriter();
        EventEmitter.Open(writer, model.Namespace, model.Containers);
        writer.Open($"partial {model.Type.Keyword} {model.Type.Name} : global::Engine.{(model.IsAsynchronous ? "IAsyncEventRouter" : "IEventRouter")}");
        foreach (RouterStateModel state in model.States)
        {
            writer.Lines(
                "/// <summary>The states of the keys that events have come for.</summary>",
                WorkflowEmitter.GeneratedCode,
                $"{state.Access} {Library}KeyedState<{state.Type}> {state.Property} {{ get; }} = new({Number(model.MaxKeys)});",
                "");
        }

        if (model.IsBroken)
        {
            EmitBroken(writer, model);
        }
        else
        {
            EmitEntryPoints(writer, model);
            EmitRoutes(writer, model);
        }

        EventEmitter.Close(writer, model.Containers);
        return writer.ToString();
    }

    private static void EmitBroken(CodeWriter writer, RouterModel model)
    {
        string error = $"throw new global::System.InvalidOperationException({WorkflowEmitter.Literal($"Router '{model.Name}' was compiled with errors.")})";
        Member(writer, $"public bool Handles(uint typeId) => {error};");
        if (model.IsAsynchronous)
        {
            Member(writer, $"public global::System.Threading.Tasks.ValueTask<{Result}> DispatchAsync({Batch}, {Token} = default) => {error};");
        }
        else
        {
            Member(writer, $"public {Result} Dispatch({Batch}) => {error};");
            Member(writer, $"public {Result} DispatchOneByOne({Batch}) => {error};");
            Member(writer, $"public {Result} Dispatch<TFaults>({Batch}, ref TFaults faults) where TFaults : {Library}IEventFaults => {error};");
        }
    }

    private static void EmitEntryPoints(CodeWriter writer, RouterModel model)
    {
        Member(writer, "public bool Handles(uint typeId) => Routes.HandlerOf(typeId) >= 0;");
        if (model.IsAsynchronous)
        {
            writer.Line("/// <inheritdoc/>");
            Member(writer, $"public global::System.Threading.Tasks.ValueTask<{Result}> DispatchAsync({Batch}, {Token} = default) => {Library}EventRouter.DispatchAsync(new Routes(this), batch, cancellationToken);");
            return;
        }

        writer.Line("/// <inheritdoc/>");
        Member(writer, $"public {Result} Dispatch({Batch}) => {Library}EventRouter.Dispatch(new Routes(this), batch);");
        writer.Line("/// <inheritdoc/>");
        Member(writer, $"public {Result} DispatchOneByOne({Batch}) => {Library}EventRouter.DispatchOneByOne(new Routes(this), batch);");
        writer.Line("/// <summary>The same as <c>Dispatch</c>, where a handler may fail: what is done about it is said by <paramref name=\"faults\"/>.</summary>");
        Member(writer, $"public {Result} Dispatch<TFaults>({Batch}, ref TFaults faults) where TFaults : {Library}IEventFaults => {Library}EventRouter.Dispatch(new Routes(this), batch, ref faults);");
    }

    private static void EmitRoutes(CodeWriter writer, RouterModel model)
    {
        writer.Line("/// <summary>How the library calls the handlers.</summary>");
        writer.Line($"{WorkflowEmitter.Hidden} {WorkflowEmitter.GeneratedCode}");
        writer.Open($"public readonly struct Routes({model.Type.Name} router) : {Library}{(model.IsAsynchronous ? "IAsyncEventRoutes" : "IEventRoutes")}");
        writer.Lines($"private readonly {model.Type.Name} _router = router;", "");
        writer.Lines($"public static int HandlerCount => {Number(model.Handlers.Count)};", "");
        writer.Line($"public static global::System.ReadOnlySpan<{Library}EventHandlerTraits> Traits =>");
        writer.Line("[");
        writer.Indent();
        writer.Wrapped(model.Handlers.Select(Traits));
        writer.Outdent();
        writer.Line("];");
        writer.Line();
        Table(writer, "public static int HandlerOf(uint typeId) => typeId switch", model.Handlers.Select(static (handler, i) => $"{EventEmitter.Hex(handler.EventId)} => {Number(i)},"), "-1");
        Table(writer, "public static int PayloadBytesOf(int handler) => handler switch", model.Handlers.Select(static (handler, i) => $"{Number(i)} => global::System.Runtime.CompilerServices.Unsafe.SizeOf<{handler.EventType}>(),"), "0");
        Table(
            writer,
            $"public static bool Accepts(int handler, {One}) => handler switch",
            model.Handlers.Select(static (handler, i) => handler.Filter is null ? "" : $"{Number(i)} => {Test(handler)},").Where(static line => line.Length > 0),
            "true");
        EmitSwitch(writer, model);
        EmitOne(writer, model);
        if (model.IsAsynchronous)
        {
            EmitOneAsync(writer, model);
        }

        for (int i = 0; i < model.Handlers.Count; i++)
        {
            if (!model.Handlers[i].IsOneByOne)
            {
                EmitGroup(writer, model, model.Handlers[i], i);
            }
        }

        for (int i = 0; i < model.Handlers.Count; i++)
        {
            if (model.Handlers[i] is { Filter: { Member: { } member } filter } handler)
            {
                writer.Open($"private readonly struct Column{Number(i)} : {Library}IEventColumn<{handler.EventType}, {filter.ValueType}>");
                writer.Line($"public static {filter.ValueType} Read(in {handler.EventType} payload) => payload.{member};");
                writer.Close();
                writer.Line();
            }
        }

        writer.Close();
    }

    private static void EmitSwitch(CodeWriter writer, RouterModel model)
    {
        writer.Open($"public void Handle(int handler, ref {Library}EventGroup group)");
        writer.Open("switch (handler)");
        for (int i = 0; i < model.Handlers.Count; i++)
        {
            if (!model.Handlers[i].IsOneByOne)
            {
                writer.Line($"case {Number(i)}: Handle{Number(i)}(ref group); return;");
            }
        }

        writer.Line("default: throw new global::System.Diagnostics.UnreachableException();");
        writer.Close();
        writer.Close();
        writer.Line();
    }

    private static void EmitGroup(CodeWriter writer, RouterModel model, HandlerModel handler, int index)
    {
        writer.Open($"private void Handle{Number(index)}(ref {Library}EventGroup group)");
        if (handler.Filter is { } filter)
        {
            writer.Line(filter.Member is null
                ? $"group.Where{filter.Column}<{handler.EventType}>({Library}EventComparison.{filter.Comparison}, {filter.Literal});"
                : $"group.Where<{handler.EventType}, Column{Number(index)}, {filter.ValueType}>({Library}EventComparison.{filter.Comparison}, {filter.Literal});");
        }

        writer.Line($"global::System.ReadOnlySpan<{handler.EventType}> events = group.Events<{handler.EventType}>();");
        if (handler.IsSpan)
        {
            IEnumerable<string> columns = handler.Parameters.Select(static parameter => parameter.Kind switch
            {
                HandlerParameterKind.Key => "group.Keys",
                HandlerParameterKind.Sequence => "group.Sequences",
                _ => "group.Times",
            });
            writer.Open("if (events.Length > 0)");
            writer.Line($"{Target(model, handler)}({string.Join(", ", columns.Prepend("events"))});");
            writer.Close();
        }
        else
        {
            EmitLoop(writer, model, handler);
        }

        writer.Line("group.Done = events.Length;");
        writer.Close();
        writer.Line();
    }

    private static void EmitLoop(CodeWriter writer, RouterModel model, HandlerModel handler)
    {
        if (!handler.IsStatic)
        {
            writer.Line($"{model.Type.Name} router = _router;");
        }

        bool takes(HandlerParameterKind kind) => handler.Parameters.Any(parameter => parameter.Kind == kind);
        if (takes(HandlerParameterKind.Key) || takes(HandlerParameterKind.State))
        {
            writer.Line("global::System.ReadOnlySpan<long> keys = group.Keys[..events.Length];");
        }

        if (takes(HandlerParameterKind.Sequence))
        {
            writer.Line("global::System.ReadOnlySpan<long> sequences = group.Sequences[..events.Length];");
        }

        if (takes(HandlerParameterKind.Time))
        {
            writer.Line("global::System.ReadOnlySpan<long> times = group.Times[..events.Length];");
        }

        foreach (HandlerParameter state in handler.Parameters.Where(static parameter => parameter.Kind == HandlerParameterKind.State))
        {
            writer.Line($"{Library}KeyedState<{model.States[state.State].Type}> states{Number(state.State)} = _router.{model.States[state.State].Property};");
        }

        writer.Open("for (int i = 0; i < events.Length; i++)");
        writer.Line("group.Done = i;");
        IEnumerable<string> arguments = handler.Parameters.Select(parameter => parameter.Kind switch
        {
            HandlerParameterKind.Key => "keys[i]",
            HandlerParameterKind.Sequence => "sequences[i]",
            HandlerParameterKind.Time => "times[i]",
            HandlerParameterKind.Header => $"group.HeaderOf<{handler.EventType}>(i)",
            _ => $"ref states{Number(parameter.State)}[keys[i]]",
        });
        string first = (handler.EventPassing == EventPassing.In ? "in " : "") + "events[i]";
        string target = handler.IsStatic ? Target(model, handler) : "router." + handler.Name;
        writer.Line($"{target}({string.Join(", ", arguments.Prepend(first))});");
        writer.Close();
        writer.Line();
    }

    private static void EmitOne(CodeWriter writer, RouterModel model)
    {
        writer.Open($"public bool HandleOne(int handler, {One})");
        if (model.Handlers.Any(static handler => handler.Filter is not null))
        {
            writer.Open("if (!Accepts(handler, in header, payload))");
            writer.Line("return false;");
            writer.Close();
            writer.Line();
        }

        writer.Open("switch (handler)");
        for (int i = 0; i < model.Handlers.Count; i++)
        {
            HandlerModel handler = model.Handlers[i];
            if (!handler.IsAsynchronous)
            {
                writer.Line($"case {Number(i)}: {Target(model, handler)}({Arguments(model, handler)}); return true;");
            }
        }

        writer.Line("default: throw new global::System.Diagnostics.UnreachableException();");
        writer.Close();
        writer.Close();
        writer.Line();
    }

    private static void EmitOneAsync(CodeWriter writer, RouterModel model)
    {
        writer.Open($"public global::System.Threading.Tasks.ValueTask HandleOneAsync(int handler, {One}, {Token})");
        writer.Open("switch (handler)");
        for (int i = 0; i < model.Handlers.Count; i++)
        {
            HandlerModel handler = model.Handlers[i];
            if (handler.IsAsynchronous)
            {
                writer.Line($"case {Number(i)}: return {Target(model, handler)}({Arguments(model, handler)});");
            }
        }

        writer.Line("default: throw new global::System.Diagnostics.UnreachableException();");
        writer.Close();
        writer.Close();
        writer.Line();
    }

    /// <summary>The arguments of a call for one event.</summary>
    private static string Arguments(RouterModel model, HandlerModel handler)
    {
        string payload = Payload(handler);
        string first = handler.EventPassing switch
        {
            EventPassing.In => "in " + payload,
            EventPassing.Value => payload,
            _ => $"new global::System.ReadOnlySpan<{handler.EventType}>(in {payload})",
        };
        IEnumerable<string> rest = handler.Parameters.Select(parameter => parameter.Kind switch
        {
            HandlerParameterKind.Key or HandlerParameterKind.Sequence or HandlerParameterKind.Time => Column(handler, EventSymbols.Source(parameter.Kind)!),
            HandlerParameterKind.Header => parameter.IsIn ? "in header" : "header",
            HandlerParameterKind.Token => "cancellationToken",
            _ => $"ref _router.{model.States[parameter.State].Property}[header.Key]",
        });
        return string.Join(", ", rest.Prepend(first));
    }

    private static string Column(HandlerModel handler, string value) => handler.IsSpan ? $"[{value}]" : value;

    private static string Payload(HandlerModel handler) => $"global::System.Runtime.InteropServices.MemoryMarshal.AsRef<{handler.EventType}>(payload)";

    private static string Test(HandlerModel handler)
    {
        FilterModel filter = handler.Filter!;
        string value = filter.Member is { } member ? $"{Payload(handler)}.{member}" : $"header.{filter.Column}";
        return $"{value} {filter.Operator} {filter.Literal}";
    }

    private static string Target(RouterModel model, HandlerModel handler) => (handler.IsStatic ? model.Type.Name : "_router") + "." + handler.Name;

    private static string Traits(HandlerModel handler)
    {
        var flags = new List<string>();
        bool takesHeader = handler.Parameters.Any(static parameter => parameter.Kind == HandlerParameterKind.Header);
        void add(bool isAsked, string name)
        {
            if (isAsked)
            {
                flags.Add($"{Library}EventHandlerTraits.{name}");
            }
        }

        bool asks(HandlerParameterKind kind) =>
            takesHeader || handler.Parameters.Any(parameter => parameter.Kind == kind) || (handler.Filter is { Member: null } filter && filter.Column == kind);
        add(asks(HandlerParameterKind.Key) || handler.Parameters.Any(static parameter => parameter.Kind == HandlerParameterKind.State), "Keys");
        add(asks(HandlerParameterKind.Sequence), "Sequences");
        add(asks(HandlerParameterKind.Time), "Times");
        add(handler.IsOrdered, "Ordered");
        add(handler.IsAsynchronous, "Asynchronous");
        add(handler.IsSpan, "Spans");
        return flags.Count == 0 ? $"{Library}EventHandlerTraits.None" : string.Join(" | ", flags);
    }

    private static void Table(CodeWriter writer, string head, IEnumerable<string> rows, string otherwise)
    {
        writer.Open(head);
        foreach (string row in rows)
        {
            writer.Line(row);
        }

        writer.Line($"_ => {otherwise},");
        writer.Close("};");
        writer.Line();
    }

    private static void Member(CodeWriter writer, string line)
    {
        writer.Line(WorkflowEmitter.GeneratedCode);
        writer.Line(line);
        writer.Line();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
