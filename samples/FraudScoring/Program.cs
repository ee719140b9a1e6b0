// Scores a million made-up card payments: by the workflow in batches, run by run, and by two loops written by hand. Prints what each takes;
// ends with 0 only if all give the same score for every row and the workflow allocated nothing.
using System.Diagnostics;
using FraudScoringSample;

const int Rows = 1_000_000;
const int Rounds = 15;

// Measured in pieces, and of each the least of all rounds: a piece is over before whatever else the machine does comes in between.
const int Pieces = 40;
const int PieceLength = Rows / Pieces;

Transaction[] transactions = Transaction.Make(Rows, seed: 20_26);
float[] expected = new float[Rows], scores = new float[Rows];
var workflow = new ScoreTransaction();
var byHand = new ByHand();
byHand.Scalar(transactions, expected);

string[] names = ["by hand, one by one", "by hand, SIMD", "RunBatch", "Run for each row"];
Action<int>[] ways =
[
    first => byHand.Scalar(transactions.AsSpan(first, PieceLength), scores.AsSpan(first, PieceLength)),
    first => byHand.Simd(transactions.AsSpan(first, PieceLength), scores.AsSpan(first, PieceLength)),
    first => workflow.RunBatch(transactions.AsSpan(first, PieceLength), scores.AsSpan(first, PieceLength)),
    first =>
    {
        for (int row = first; row < first + PieceLength; row++)
        {
            scores[row] = workflow.Run(in transactions[row]);
        }
    },
];

long[,] ticks = new long[ways.Length, Pieces], bytes = new long[ways.Length, Pieces];
long differences = 0;
for (int round = 0; round < Rounds; round++)
{
    for (int way = 0; way < ways.Length; way++)
    {
        Array.Clear(scores);
        for (int piece = 0; piece < Pieces; piece++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            ways[way](piece * PieceLength);
            long took = Stopwatch.GetTimestamp() - start, allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            ticks[way, piece] = round == 0 ? took : Math.Min(ticks[way, piece], took);
            bytes[way, piece] = round == 0 ? allocated : Math.Min(bytes[way, piece], allocated);
        }

        for (int row = 0; row < Rows; row++)
        {
            differences += BitConverter.SingleToInt32Bits(scores[row]) == BitConverter.SingleToInt32Bits(expected[row]) ? 0 : 1;
        }
    }
}

int suspicious = transactions.Count(static transaction => Formulas.Look(Formulas.Spend(in transaction), Formulas.Speed(in transaction)) > Formulas.Suspicious);
Console.WriteLine($"{Rows:N0} transactions, {suspicious * 100.0 / Rows:F1} % with a closer look, {expected.Count(static score => score > 0.9f):N0} scored above 0.9");
Console.WriteLine($"{"",-22}{"ns/row",8}{"million rows/s",16}{"/ one by one",14}{"/ SIMD",8}{"bytes",7}");
double scalar = Nanoseconds(0), simd = Nanoseconds(1);
for (int way = 0; way < ways.Length; way++)
{
    double nanoseconds = Nanoseconds(way);
    Console.WriteLine($"{names[way],-22}{nanoseconds,8:F2}{1000 / nanoseconds,16:F0}{nanoseconds / scalar,14:F2}{nanoseconds / simd,8:F2}{Sum(bytes, way),7}");
}

Console.WriteLine(differences == 0 ? "Every row agrees." : $"{differences:N0} scores differ.");
return differences == 0 && Sum(bytes, 2) + Sum(bytes, 3) == 0 ? 0 : 1;

double Nanoseconds(int way) => Sum(ticks, way) * (1e9 / Stopwatch.Frequency) / Rows;

static long Sum(long[,] figures, int way)
{
    long sum = 0;
    for (int piece = 0; piece < figures.GetLength(1); piece++)
    {
        sum += figures[way, piece];
    }

    return sum;
}
