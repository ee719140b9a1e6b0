// A program for check-package.sh: a hosted workflow runs its first steps, writes them, and a second run reads them and does the rest.
using Engine;
using Engine.Runtime;
using MemoryPack;

IHostedWorkflow<Parcel, string> send = new Send();
send.AddTo(new TwoProcesses(new Parcel("Lisbon", 3)));

[MemoryPackable]
public sealed partial record Parcel(string To, int Kilos);

[MemoryPackable]
public sealed partial record Part(string To, List<int> Kilos);

[Workflow<Parcel, string>(Hosted = true)]
public sealed partial class Send
{
    [Step] public static Part[] Parts(Parcel parcel) => [new(parcel.To, [1]), new(parcel.To, [2])];
    [Step, Map(nameof(Parts))] public static int Weigh(Part parts) => parts.Kilos.Sum();
    [Step(Durable = true), After(nameof(Weigh))] public static ValueTask Ship(Part[] parts) => default;

    [Step, After(nameof(Ship))]
    public static string Done(Part[] parts, ReadOnlySpan<int> weigh)
    {
        int sum = 0;
        foreach (int kilos in weigh)
        {
            sum += kilos;
        }

        return $"{parts[0].To}, {sum} kg, sent in {parts.Length} parts";
    }
}

public sealed class TwoProcesses(Parcel parcel) : IHostedWorkflowSink<Parcel, string>
{
    public void Add<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState, Parcel, string>, IHostedDefinition<TState>
        where TState : struct
    {
        var buffer = new RecordBuffer();
        TState first = default, second = default;
        definition.Start(parcel, ref first);
        definition.WriteInput(ref first, buffer);
        for (int step = 0; step < definition.OutputStep; step++)
        {
            definition.Dispatch(step, ref first, default);
            definition.WriteStep(step, ref first, buffer);
        }

        var reader = new RecordReader(buffer.Written);
        definition.ReadInput(ref second, ref reader);
        for (int step = 0; step < definition.OutputStep; step++)
        {
            definition.ReadStep(step, ref second, ref reader);
        }

        definition.Dispatch(definition.OutputStep, ref second, default);
        Console.WriteLine(definition.Output(ref second));
    }
}
