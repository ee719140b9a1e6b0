using System.Diagnostics.CodeAnalysis;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What is said of task graphs that cannot be: one method per case.</summary>
internal static class TaskGraphErrors
{
    /// <summary>Names of a cycle that are shown at most.</summary>
    private const int LongestCycle = 20;

    public static TaskGraphException NoName() => new(TaskGraphFault.NoName, "A task graph needs a name: its runs are found by it.", []);

    public static TaskGraphException NameTooLong(string name) => new(
        TaskGraphFault.TooLong, $"The name '{Shown(name)}' has {name.Length} characters; choose one of up to {TaskGraph.MaxNameLength}.", []);

    public static TaskGraphException NoTasks(string name) => new(TaskGraphFault.NoTasks, $"Task graph '{name}' has no tasks; give it at least one.", []);

    public static TaskGraphException TooManyTasks(string name, int count) => new(
        TaskGraphFault.TooManyTasks, $"Task graph '{name}' has {count} tasks, and {TaskGraph.MaxTasks} is the limit. Split it, or let one task do what many small ones did.", []);

    public static TaskGraphException TooManyDependencies(string name) => new(
        TaskGraphFault.TooManyDependencies,
        $"Task graph '{name}' has more than {TaskGraph.MaxDependencies} dependencies, the limit. Put a task between those that all wait for the same ones.",
        []);

    public static TaskGraphException NoId(string name, int position) => new(
        TaskGraphFault.NoId, $"Task {position} of '{name}' (counted from 0) has no id; give it one.", []);

    public static TaskGraphException NoActivity(string name, string id) => new(
        TaskGraphFault.NoActivity, $"Task '{id}' of '{name}' has no activity; name the one that does it.", [id]);

    public static TaskGraphException IdTooLong(string name, string id, string what) => new(
        TaskGraphFault.TooLong, $"{what} of task '{Shown(id)}' of '{name}' is longer than {TaskGraph.MaxNameLength} characters; choose a shorter one.", [Shown(id)]);

    public static TaskGraphException BadCost(string name, string id, long cost) => new(
        TaskGraphFault.BadCost,
        cost < 0 ? $"Task '{id}' of '{name}' costs {cost}; choose 0 or more." : $"The costs of '{name}' add up to more than {long.MaxValue} at task '{id}'; choose a coarser unit.",
        [id]);

    public static TaskGraphException DuplicateId(string name, string id, int first, int second) => new(
        TaskGraphFault.DuplicateId, $"Tasks {first} and {second} of '{name}' (counted from 0) have the same id '{id}'; ids are unique.", [id]);

    public static TaskGraphException UnknownDependency(string name, string id, string missing, string? suggestion) => new(
        TaskGraphFault.UnknownDependency,
        $"Task '{id}' of '{name}' depends on '{Shown(missing)}', which is no task of it{(suggestion is null ? "; add it, or leave the dependency out." : $"; did you mean '{suggestion}'?")}",
        [id, Shown(missing)],
        suggestion);

    public static TaskGraphException SelfDependency(string name, string id) => new(
        TaskGraphFault.SelfDependency, $"Task '{id}' of '{name}' depends on itself; leave that out.", [id]);

    public static TaskGraphException Cycle(string name, string[] ids) => new(
        TaskGraphFault.Cycle,
        $"Tasks of '{name}' wait for each other: {string.Join(" -> ", ids.Take(LongestCycle))}{(ids.Length > LongestCycle ? $" -> ({ids.Length - LongestCycle} more)" : "")} -> {ids[0]}. Take one of these dependencies out.",
        ids);

    public static TaskGraphException UnknownActivity(string name, string id, string activity, string? suggestion) => new(
        TaskGraphFault.UnknownActivity,
        $"Task '{id}' of '{name}' is done by activity '{activity}', which is not in the table{(suggestion is null ? "; add it there, or name one that is." : $"; did you mean '{suggestion}'?")}",
        [id],
        suggestion);

    [DoesNotReturn]
    public static void ThrowNoTask(string name, string id) => throw new KeyNotFoundException($"'{name}' has no task '{id}'.");

    [DoesNotReturn]
    public static void ThrowNoDependency(string id, string asked) =>
        throw new KeyNotFoundException($"Task '{id}' does not depend on '{asked}': a task gets the results of those that it depends on. Name it in DependsOn.");

    /// <summary>A name from outside may be of any length.</summary>
    private static string Shown(string name) => name.Length <= TaskGraph.MaxNameLength ? name : name[..TaskGraph.MaxNameLength] + "...";
}
