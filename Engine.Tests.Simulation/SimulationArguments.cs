using System.Globalization;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>What the command was asked for.</summary>
/// <param name="Seed">The first one.</param>
/// <param name="Steps">Of each seed.</param>
/// <param name="Seeds">How many, one after another.</param>
/// <param name="Time">No seed is begun after it.</param>
internal sealed record SimulationArguments(int Seed, int Steps, int Seeds, TimeSpan Time)
{
    private const string Usage = "usage: [--seed N] [--steps N] [--seeds N | --minutes N]   (from seed 1 on, 100,000 steps each, 10 seeds)";

    public bool Goes(int seed, TimeSpan elapsed) => seed >= Seed && seed - (long)Seed < Seeds && elapsed < Time;

    /// <summary>Reads the words; null, and a line that says what is wrong, where they are none of the command's.</summary>
    public static SimulationArguments? Parse(string[] words, TextWriter error)
    {
        var parsed = new SimulationArguments(1, 100_000, 10, TimeSpan.MaxValue);
        for (int index = 0; index < words.Length; index += 2)
        {
            if (index + 1 == words.Length || !int.TryParse(words[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value == 0)
            {
                error.WriteLine($"{words[index]}: a number of 1 or more has to follow. {Usage}");
                return null;
            }

            switch (words[index])
            {
                case "--seed":
                    // One seed is meant, unless more are asked for.
                    parsed = parsed with { Seed = value, Seeds = words.Contains("--seeds") || words.Contains("--minutes") ? parsed.Seeds : 1 };
                    break;
                case "--steps":
                    parsed = parsed with { Steps = value };
                    break;
                case "--seeds":
                    parsed = parsed with { Seeds = value };
                    break;
                case "--minutes":
                    parsed = parsed with { Time = TimeSpan.FromMinutes(value), Seeds = words.Contains("--seeds") ? parsed.Seeds : int.MaxValue };
                    break;
                default:
                    error.WriteLine($"{words[index]}: there is no such option. {Usage}");
                    return null;
            }
        }

        return parsed;
    }
}
