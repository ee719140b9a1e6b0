namespace Engine.Runtime;

/// <summary>Activities that belong together. Implemented by the generator for each class that has methods marked <see cref="ActivityAttribute"/>.</summary>
public interface IActivities
{
    /// <summary>Adds them to a table.</summary>
    /// <exception cref="ArgumentException">The table has an activity of one of their names already.</exception>
    void AddTo(ActivityTable table);
}
