// Four checkouts: one that works, one that works at the third attempt, and two that fail and give their goods back.
using CheckoutSample;
using Engine;

var stock = new Stock(available: 10);
var audit = new AuditLog();
var bank = new Bank();
var checkout = new Checkout(stock, bank, audit, new PriceOrder());

await Pay("A good card", new Order("Ada", "good", Count: 1));

stock.BeBusyFor(calls: 2);
await Pay("A busy warehouse", new Order("Bob", "good", Count: 2));

await Pay("A card that is declined", new Order("Cleo", "declined", Count: 3));
await Pay("A bank that does not answer", new Order("Dan", "silent", Count: 4));

Console.WriteLine($"{stock.Available} of 10 left, {bank.Taken} taken, {audit.Records.Count} audit records:");
foreach (string record in audit.Records)
{
    Console.WriteLine($"  {record}");
}

return stock.Available == 7 && bank.Taken == 3 * 480m && audit.Records.Count == 2 ? 0 : 1;

async Task Pay(string title, Order order)
{
    Console.WriteLine(title);
    try
    {
        Receipt receipt = await checkout.RunAsync(order, default, new ConsoleObserver());
        Console.WriteLine($"  -> {receipt.Id}, {receipt.Amount}");
    }
    catch (Exception exception) when (exception is CardDeclinedException or TimeoutException)
    {
        Console.WriteLine($"  -> {exception.GetType().Name}: {exception.Message}");
    }
}
