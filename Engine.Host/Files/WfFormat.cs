using System.Text.Json;

namespace Engine.Host.Files;

/// <summary>
/// WfFormat 1.5 (WfCommons): a workflow's specification, its tasks with their parents, and its execution, the runtime of
/// each task in seconds.
/// </summary>
/// <remarks>
/// The edges are the distinct pairs of a parent and its task. `children` says the same once more: it may be left out, but
/// an edge that stands only there is an error, since the file then contradicts itself and leaving it out in silence would
/// run a task too early. Files of other tools hold much more, which is passed over. What counts is the layout: the version
/// that a file gives itself is spoken of only when the layout does not fit.
/// </remarks>
internal sealed class WfFormat : IGraphFileFormat
{
    public string Name => "WfFormat 1.5";

    public string Description => "WfFormat 1.5 (.json)";

    public string Extension => ".json";

    public FormatMatch Match(GraphSource source)
    {
        ReadOnlySpan<byte> text = source.Head.TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8) || text.StartsWith("["u8) ? FormatMatch.ByContent : FormatMatch.None;
    }

    public GraphFile Read(GraphSource source)
    {
        var json = new JsonScanner(source);
        var tasks = new WfTasks(source);
        string? title = null, version = null;
        string misfit = "not a WfFormat file: it has no \"workflow\" object. Give WfFormat 1.5: workflow.specification.tasks and workflow.execution.tasks.";
        bool hasWorkflow = false;
        if (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.NextProperty())
            {
                if (json.Is("workflow"u8))
                {
                    WfJson.Once(source, ref hasWorkflow, "workflow");
                    misfit = ReadWorkflow(source, ref json, tasks);
                }
                else if (json.Is("schemaVersion"u8))
                {
                    json.ReadInside();
                    version = json.TokenType is JsonTokenType.Null ? null : json.Describe();
                    json.SkipValue();
                }
                else if (json.Is("name"u8))
                {
                    title = WfJson.ReadTextOrNull(source, ref json, "name");
                }
                else
                {
                    json.ReadInside();
                    json.SkipValue();
                }
            }

            // Reads on to the end, so that rubbish behind the object is noticed.
            json.Read();
        }

        if (misfit.Length != 0)
        {
            // Only now, since the version may stand behind the workflow.
            throw source.Error("", misfit + (version is null ? "" : $" The file's schemaVersion is {version}; the layout of 1.5 is read, into which the WfCommons tools convert others."));
        }

        return tasks.ToGraphFile(string.IsNullOrWhiteSpace(title) ? source.Name : title);
    }

    /// <summary>Reads the workflow and returns what is missing in it, or an empty text.</summary>
    private static string ReadWorkflow(GraphSource source, ref JsonScanner json, WfTasks tasks)
    {
        bool hasSpecification = false, hasExecution = false;
        string misfit = "";
        WfJson.EnterObject(source, ref json, "workflow");
        while (json.NextProperty())
        {
            if (json.Is("specification"u8))
            {
                WfJson.Once(source, ref hasSpecification, "workflow.specification");
                string first = ReadTaskList(source, ref json, "workflow.specification", tasks, isExecution: false);
                misfit = first.Length != 0 ? first : misfit;
            }
            else if (json.Is("execution"u8))
            {
                WfJson.Once(source, ref hasExecution, "workflow.execution");
                string second = ReadTaskList(source, ref json, "workflow.execution", tasks, isExecution: true);
                misfit = misfit.Length != 0 ? misfit : second;
            }
            else
            {
                json.ReadInside();
                json.SkipValue();
            }
        }

        if (!hasSpecification || !hasExecution)
        {
            string missing = hasSpecification ? "execution" : "specification";
            string reason = hasSpecification ? "the runtimes of the tasks" : "the tasks and their parents";
            return $"workflow: there is no \"{missing}\", which holds {reason}. Give a WfFormat 1.5 file with both.";
        }

        return misfit;
    }

    /// <summary>Reads either list of tasks and returns an error when there is none, else an empty text.</summary>
    private static string ReadTaskList(GraphSource source, ref JsonScanner json, string path, WfTasks tasks, bool isExecution)
    {
        bool hasTasks = false;
        WfJson.EnterObject(source, ref json, path);
        while (json.NextProperty())
        {
            if (!json.Is("tasks"u8))
            {
                json.ReadInside();
                json.SkipValue();
                continue;
            }

            WfJson.Once(source, ref hasTasks, path + ".tasks");
            WfJson.EnterArray(source, ref json, path + ".tasks");
            for (int index = 0; json.NextElement(); index++)
            {
                if (isExecution)
                {
                    tasks.ReadExecution(ref json, index);
                }
                else
                {
                    tasks.ReadSpecification(ref json, index);
                }
            }
        }

        return hasTasks ? "" : $"{path}: there is no \"tasks\" list. Give a WfFormat 1.5 file.";
    }
}
