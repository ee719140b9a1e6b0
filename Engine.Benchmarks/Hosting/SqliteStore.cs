using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Engine.Benchmarks.Hosting;

/// <summary>
/// A SQLite database with a write-ahead log that is synced at each commit (synchronous=FULL), and a thread that inserts: in one transaction what gathered
/// while the last one ran, or in one for each append.
/// </summary>
internal sealed class SqliteStore : IRecordStore
{
    private const int MostPerTransaction = 4_096;

    private readonly BlockingCollection<(int Records, TaskCompletionSource Stored)> _appends = [];
    private readonly SqliteConnection _connection;
    private readonly bool _isGrouped;
    private readonly Thread _writer;

    public SqliteStore(string folder, bool isGrouped)
    {
        Directory.CreateDirectory(folder);
        _isGrouped = isGrouped;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "runs.db"), Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("CREATE TABLE records (position INTEGER PRIMARY KEY, record BLOB NOT NULL)");
        _writer = new Thread(Write) { IsBackground = true, Name = "sqlite writer" };
        _writer.Start();
    }

    public ValueTask AppendAsync(int records)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _appends.Add((records, stored));
        return new ValueTask(stored.Task);
    }

    public void Dispose()
    {
        _appends.CompleteAdding();
        _writer.Join();
        _appends.Dispose();
        _connection.Dispose();
    }

    private void Write()
    {
        byte[] record = new byte[StoredRuns.RecordBytes];
        new Random(1).NextBytes(record);
        using SqliteCommand insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO records (record) VALUES ($record)";
        insert.Parameters.AddWithValue("$record", record);
        insert.Prepare();
        List<TaskCompletionSource> stored = [];
        foreach ((int Records, TaskCompletionSource Stored) first in _appends.GetConsumingEnumerable())
        {
            try
            {
                using SqliteTransaction transaction = _connection.BeginTransaction();
                insert.Transaction = transaction;
                (int Records, TaskCompletionSource Stored) append = first;
                do
                {
                    for (int i = 0; i < append.Records; i++)
                    {
                        insert.ExecuteNonQuery();
                    }

                    stored.Add(append.Stored);
                }
                while (_isGrouped && stored.Count < MostPerTransaction && _appends.TryTake(out append));
                transaction.Commit();
                stored.ForEach(static one => one.SetResult());
            }
            catch (SqliteException exception)
            {
                stored.ForEach(one => one.TrySetException(exception));
            }

            stored.Clear();
        }
    }

    private void Execute(string text)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
