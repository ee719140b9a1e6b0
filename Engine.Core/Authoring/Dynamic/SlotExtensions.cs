using Engine.Internal;

namespace Engine;

/// <summary>
/// Conditions, order and policies of the steps of a workflow that is being built: what the attributes of the same names say of
/// an annotated class. Each returns the slot it was called on. Whatever is wrong is said when the workflow is built.
/// </summary>
public static class SlotExtensions
{
    /// <summary>The value of a step that may be skipped: whoever takes it runs either way, and finds it absent where the step was skipped.</summary>
    public static Slot<Maybe<T>> OrNone<T>(this Slot<T> slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return new Slot<Maybe<T>>(slot.Draft, SlotKind.Maybe, slot.Kind == SlotKind.Value ? slot.Step : null, slot.Name);
    }

    /// <summary>The step runs only if a bool step said true, and is skipped otherwise. Several conditions must all hold.</summary>
    public static TSlot When<TSlot>(this TSlot slot, Slot<bool> condition)
        where TSlot : Slot => Add(slot, new ConditionDraft(DraftConditionKind.When, condition));

    /// <summary>The step runs only if a bool step said false.</summary>
    public static TSlot Unless<TSlot>(this TSlot slot, Slot<bool> condition)
        where TSlot : Slot => Add(slot, new ConditionDraft(DraftConditionKind.Unless, condition));

    /// <summary>The step runs only if an enum step gave one of some values. Repeated over the same enum step, the values add up.</summary>
    public static TSlot Case<TSlot, TEnum>(this TSlot slot, Slot<TEnum> choice, params ReadOnlySpan<TEnum> values)
        where TSlot : Slot
        where TEnum : struct, Enum => Add(slot, new EnumConditionDraft<TEnum>(DraftConditionKind.Case, choice, values));

    /// <summary>The step runs only if an enum step gave a value that no <see cref="Case"/> over it names.</summary>
    public static TSlot Default<TSlot, TEnum>(this TSlot slot, Slot<TEnum> choice)
        where TSlot : Slot
        where TEnum : struct, Enum => Add(slot, new EnumConditionDraft<TEnum>(DraftConditionKind.Default, choice, []));

    /// <summary>The step runs after others, completed or skipped, without taking anything from them.</summary>
    public static TSlot After<TSlot>(this TSlot slot, Slot first, params ReadOnlySpan<Slot> more)
        where TSlot : Slot
    {
        StepDraft step = StepOf(slot, "After");
        step.FollowSlot(first);
        foreach (Slot earlier in more)
        {
            step.FollowSlot(earlier);
        }

        return slot;
    }

    /// <summary>The same with names, also of steps that are added later.</summary>
    public static TSlot After<TSlot>(this TSlot slot, string first, params ReadOnlySpan<string> more)
        where TSlot : Slot
    {
        StepDraft step = StepOf(slot, "After");
        step.FollowName(first);
        foreach (string earlier in more)
        {
            step.FollowName(earlier);
        }

        return slot;
    }

    /// <summary>Tries the step or compensation again when an attempt fails or times out; never after a cancellation.</summary>
    /// <param name="slot">The step.</param>
    /// <param name="retries">How many attempts may follow the first: 1 to 1,000,000.</param>
    /// <param name="delayMs">Milliseconds before the second attempt, 0 for none. With a delay the step counts as one that suspends.</param>
    /// <param name="backoff">How the delay grows from attempt to attempt.</param>
    /// <param name="maxDelayMs">The longest delay in milliseconds; 0 for no bound but that of a day.</param>
    /// <param name="jitter">Whether delays are drawn between half and all; the draw depends on the run's seed alone.</param>
    /// <param name="on">The exceptions that are worth another attempt, with those derived from it; any where null.</param>
    public static TSlot Retry<TSlot>(
        this TSlot slot, int retries, int delayMs = 0, Backoff backoff = Backoff.Constant, int maxDelayMs = 0, bool jitter = false, Type? on = null)
        where TSlot : Slot
    {
        StepDraft step = StepOf(slot, "Retry");
        step.RetryCount++;
        step.Policy = step.Policy with { Retries = retries, DelayMs = delayMs, Backoff = backoff, MaxDelayMs = maxDelayMs, Jitter = jitter, RetryOn = on };
        return slot;
    }

    /// <summary>
    /// The time that an attempt of the step has. Its token is cancelled then, so the step must take
    /// <see cref="WorkflowBuilder{TIn, TOut}.Token"/>; nothing is abandoned.
    /// </summary>
    /// <param name="slot">The step or compensation.</param>
    /// <param name="milliseconds">1 or more.</param>
    public static TSlot Timeout<TSlot>(this TSlot slot, int milliseconds)
        where TSlot : Slot
    {
        StepDraft step = StepOf(slot, "Timeout");
        step.TimeoutCount++;
        step.Policy = step.Policy with { TimeoutMs = milliseconds };
        return slot;
    }

    private static TSlot Add<TSlot>(TSlot slot, ConditionDraft condition)
        where TSlot : Slot
    {
        ArgumentNullException.ThrowIfNull(condition.Choice);
        StepOf(slot, condition.Title).Conditions.Add(condition);
        return slot;
    }

    private static StepDraft StepOf(Slot slot, string title)
    {
        ArgumentNullException.ThrowIfNull(slot);
        slot.Draft.RequireOpen();
        if (slot.Step is null || slot.Kind == SlotKind.Maybe)
        {
            ThrowDynamic.NoStep(title, slot);
        }

        return slot.Step;
    }
}
