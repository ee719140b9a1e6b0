namespace FraudScoringSample;

/// <summary>A payment by card, with what the bank knows about the card.</summary>
public readonly record struct Transaction(float Amount, float UsualAmount, float MinutesSinceLast, float DistanceKm)
{
    /// <summary>Made up, the same ones for the same seed; about one in ten deserves a closer look.</summary>
    public static Transaction[] Make(int count, int seed)
    {
        var random = new Random(seed);
        var all = new Transaction[count];
        for (int i = 0; i < count; i++)
        {
            float usual = 20 + (80 * random.NextSingle());
            bool isOdd = random.Next(10) == 0;
            all[i] = new Transaction(
                usual * (isOdd ? 3 + (6 * random.NextSingle()) : 2 * random.NextSingle()),
                usual,
                1 + (600 * random.NextSingle()),
                isOdd ? 500 * random.NextSingle() : 20 * random.NextSingle());
        }

        return all;
    }
}
