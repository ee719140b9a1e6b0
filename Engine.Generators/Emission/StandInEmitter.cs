using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>
/// Entry points for a class that cannot be extended: it is not partial, or has a member of a reserved name. As extension
/// methods that throw they let its callers compile, so that the analyser's message stands alone in the error list.
/// </summary>
internal static class StandInEmitter
{
    public static void Emit(CodeWriter writer, WorkflowModel workflow)
    {
        string name = string.Concat(workflow.Containers.Select(static container => container.Name + "_")) + workflow.Type.Name;
        string error = WorkflowEmitter.Broken(workflow);
        string task = $"global::System.Threading.Tasks.ValueTask<{workflow.OutputType}>";
        string self = "this " + Identifiers.FullName(workflow) + " workflow";
        const string Token = "global::System.Threading.CancellationToken cancellationToken = default";
        const string Observer = "    where TObserver : struct, global::Engine.IRunObserver";
        writer.Line(WorkflowEmitter.Hidden);
        writer.Line(WorkflowEmitter.GeneratedCode);
        writer.Open($"internal static class {name.Replace("@", "")}_EntryPoints");
        writer.Lines(
            $"public static {workflow.OutputType} Run({self}, in {workflow.InputType} input) => {error};",
            "",
            $"public static {workflow.OutputType} Run<TObserver>({self}, in {workflow.InputType} input, TObserver observer)",
            $"{Observer} => {error};",
            "",
            $"public static void RunBatch({self}, {BatchEmitter.Parameters(workflow).Short}) => {error};",
            "",
            $"public static global::Engine.BatchResult RunBatch({self}, {BatchEmitter.Parameters(workflow).WithStatuses}) => {error};",
            "",
            $"public static global::Engine.BatchResult RunBatch({self}, {BatchEmitter.Parameters(workflow).Full}) => {error};",
            "",
            $"public static {task} RunAsync({self}, {workflow.InputType} input, {Token}) => {error};",
            "",
            $"public static {task} RunAsync({self}, {workflow.InputType} input, global::Engine.RunOptions options, {Token}) => {error};",
            "",
            $"public static {task} RunAsync<TObserver>({self}, {workflow.InputType} input, global::Engine.RunOptions options, TObserver observer, {Token})",
            $"{Observer} => {error};");
        writer.Close();
    }
}
