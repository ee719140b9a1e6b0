// Scores a million made-up card payments: by the workflow in batches, run by run, and by two loops written by hand. Prints what each takes,
// the least of some rounds; ends with 0 only if all give the same score for every row and the workflow allocated nothing.
using System.Diagnostics;
using FraudScoringSample;

const int Rows = 1_000_000;
const int Rounds = 15;

Transaction[] transactions = Transaction.Make(Rows, seed: 20_26);
float[] expected = new float[Rows], scores = new float[Rows];
var workflow = new ScoreTransaction();
var byHand = new ByHand();
byHand.Scalar(transactions, expected);

string[] names = ["by hand, one by one", "by hand, SIMD", "RunBatch", "Run for each row"];
Action[] ways =
[
    () => byHand.Scalar(transactions, scores),
    () => byHand.Simd(transactions, scores),
    () => workflow.RunBatch(transactions, scores),
    () =>
    {
        for (int row = 0; row < Rows; row++)
        {
            scores[row] = workflow.Run(in transactions[row]);
        }
    },
];

// In turns, so that whatever else the machine does meets all of them.
double[] nanoseconds = [.. ways.Select(static _ => double.MaxValue)];
long[] bytes = [.. ways.Select(static _ => long.MaxValue)];
long differences = 0;
for (int round = 0; round < Rounds; round++)
{
    for (int way = 0; way < ways.Length; way++)
    {
        Array.Clear(scores);
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        ways[way]();
        nanoseconds[way] = Math.Min(nanoseconds[way], Stopwatch.GetElapsedTime(start).TotalNanoseconds / Rows);
        bytes[way] = Math.Min(bytes[way], GC.GetAllocatedBytesForCurrentThread() - before);
        for (int row = 0; row < Rows; row++)
        {
            differences += BitConverter.SingleToInt32Bits(scores[row]) == BitConverter.SingleToInt32Bits(expected[row]) ? 0 : 1;
        }
    }
}

int suspicious = transactions.Count(static transaction => Formulas.Look(Formulas.Spend(in transaction), Formulas.Speed(in transaction)) > Formulas.Suspicious);
Console.WriteLine($"{Rows:N0} transactions, {suspicious * 100.0 / Rows:F1} % with a closer look, {expected.Count(static score => score > 0.9f):N0} scored above 0.9");
Console.WriteLine($"{"",-22}{"ns/row",8}{"million rows/s",16}{"/ one by one",14}{"/ SIMD",8}{"bytes",7}");
for (int way = 0; way < ways.Length; way++)
{
    Console.WriteLine($"{names[way],-22}{nanoseconds[way],8:F2}{1000 / nanoseconds[way],16:F0}{nanoseconds[way] / nanoseconds[0],14:F2}{nanoseconds[way] / nanoseconds[1],8:F2}{bytes[way],7}");
}

bool good = differences == 0 && bytes[2] == 0 && bytes[3] == 0;
Console.WriteLine(differences == 0 ? "Every row agrees." : $"{differences:N0} scores differ.");
return good ? 0 : 1;
