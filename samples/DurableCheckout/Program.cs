// Starts checkouts that survive the end of the process: kill it at any moment and start it again, it goes on where it was.
//   DurableCheckout [FOLDER] [ORDERS]
// Without a folder it takes a new one, so that it runs through once. kill-and-restart.sh kills it before your eyes.
using DurableCheckoutSample;
using Engine.Runtime;

string folder = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("checkout-").FullName;
int orders = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 200;
Directory.CreateDirectory(folder);

using var shop = new Shop(folder);
await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = Path.Combine(folder, "journal"), ShardCount = 1 });
HostedWorkflow<Order, Receipt> checkout = host.Add(new Checkout(shop));
Console.WriteLine($"{folder}: starts with {shop.Done} of {3 * orders} deeds done");
await host.StartAsync();                            // the checkouts that were under way go on from here

int ended = 0;
decimal taken = 0;
await Parallel.ForEachAsync(Enumerable.Range(1, orders), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancellationToken) =>
{
    // The key makes it one checkout per order, however often this program is started.
    RunHandle<Receipt> run = await checkout.StartAsync(new Order(number, (number % 5) + 1), key: $"order-{number}", cancellationToken);
    Receipt receipt = await run.WaitAsync(cancellationToken);
    lock (shop)
    {
        taken += receipt.Amount;
        if (++ended % 50 == 0)
        {
            Console.WriteLine($"  {ended} of {orders} orders have their receipt");
        }
    }
});

decimal expected = Enumerable.Range(1, orders).Sum(static number => ((number % 5) + 1) * 480m * ((number % 5) + 1 >= 3 ? 0.9m : 1m));
Console.WriteLine($"{orders} orders, {shop.Done} deeds for {3 * orders}, {shop.Repeats} asked for again and recognised, {taken} taken for {expected}");
return shop.Done == 3 * orders && taken == expected ? 0 : 1;
