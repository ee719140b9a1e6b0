namespace Engine.Host.Load;

/// <summary>A workflow of which one execution after another is under way. Its owner holds a lock.</summary>
/// <param name="number">The number of the workflow.</param>
/// <param name="workflow">Its id.</param>
/// <param name="size">How large it is.</param>
/// <param name="ideal">How long an execution takes where nothing but its tasks takes time.</param>
internal sealed class ConcurrentRun(uint number, string workflow, WorkflowSize size, TimeSpan ideal)
{
    public uint Number => number;

    public string Workflow => workflow;

    public WorkflowSize Size => size;

    public TimeSpan Ideal => ideal;

    public ConcurrentStage Stage { get; set; }

    /// <summary>Whether an execution of it has been under way.</summary>
    public bool HasBeenStarted { get; set; }

    /// <summary>When its start was sent.</summary>
    public TimeSpan BegunAt { get; set; }

    /// <summary>When its status was asked for last, or its start sent.</summary>
    public TimeSpan AskedAt { get; set; }

    /// <summary>The execution's id, once the start has been answered.</summary>
    public string? Execution { get; set; }

    /// <summary>An end that was told of before the start was answered; it may be that of another execution.</summary>
    public EndNotice? Early { get; set; }
}
