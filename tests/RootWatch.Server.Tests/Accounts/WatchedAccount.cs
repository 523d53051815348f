using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Metrics;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>One account with a store and a log that never fail, watched in virtual time.</summary>
internal sealed class WatchedAccount : IDisposable
{
    public const string Id = "111122223333";
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly AccountRegistration Registration = new()
    {
        TenantId = "acme",
        AccountId = Id,
        Name = "production",
        RoleArn = $"arn:aws:iam::{Id}:role/RootWatch",
        ExternalId = "abc",
    };

    private readonly RootWatchMeter _meter = new();
    private readonly Log _log = new();
    private readonly GrainTurns _turns = new();

    public WatchedAccount(IAwsCalls? aws = null, PollOptions? options = null, FakeTimeProvider? time = null, AccountRegistration? registration = null, PostureAws? posture = null, DetectionSettings? settings = null, Store? stored = null, ILogger? logger = null)
    {
        Stored = stored ?? new Store();
        Time = time ?? new FakeTimeProvider(Start);
        Settings = settings ?? DetectionSettings.Default;
        Trail = new FakeCloudTrail(Time);
        Surroundings = new AccountSurroundings(aws ?? Trail, options ?? new PollOptions(), new ServerClock(Time), _meter, Time, _ => _log, logger ?? NullLogger.Instance)
        {
            Posture = posture,
            SettingsOf = _ => Settings,
        };
        Poll = new AccountPoll(Stored, registration?.AccountId ?? Id, Surroundings);
        Poll.Register(registration ?? Registration);
    }

    public AccountSurroundings Surroundings { get; }

    /// <summary>The tenant's, as accounts.yaml has them now.</summary>
    public DetectionSettings Settings { get; set; }
    public FakeTimeProvider Time { get; }
    public FakeCloudTrail Trail { get; }
    public AccountPoll Poll { get; }
    public Store Stored { get; }
    public RootWatchMeter Meter => _meter;

    /// <summary>How the log fails when it is to take something.</summary>
    public Exception? LogFails
    {
        set => _log.Fails = value;
    }

    public IReadOnlyList<Alert> Alerts => [.. _log.Alerts.Select(AlertJson.Read)];

    public AccountSnapshot Snapshot => Poll.Snapshot!;

    /// <param name="after">Who watches after a restart; null: the first.</param>
    /// <param name="stepSecondsMax">A reading waits for its pages in virtual time: one a step.</param>
    public Task Run(TimeSpan length, AccountPoll? after = null, int stepSecondsMax = 30) => _turns.Run(async () =>
    {
        DateTimeOffset end = Time.GetUtcNow() + length;
        while (Time.GetUtcNow() < end)
        {
            TimeSpan next = await (after ?? Poll).Turn();
            Time.Advance(TimeSpan.FromSeconds(Math.Clamp(next.TotalSeconds, 1, stepSecondsMax)));
            await _turns.Settle();
        }
    });

    /// <summary>With an AWS behind sockets, which take real time: the clock moves only while nothing comes.</summary>
    public Task Until(Func<bool> done, TimeSpan limit, Func<string> otherwise) => _turns.Run(async () =>
    {
        using SemaphoreSlim ended = new(0);
        Poll.Wake = _ => ended.Release();
        DateTimeOffset end = Time.GetUtcNow() + limit;
        while (!done())
        {
            Assert.True(Time.GetUtcNow() < end, $"not within {limit}: {Poll.Snapshot?.Status} {Poll.Snapshot?.Reason}; {otherwise()}");
            await Poll.Turn();
            if (!await ended.WaitAsync(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken))
            {
                Time.Advance(TimeSpan.FromSeconds(2));
            }
        }
    });

    public void Dispose()
    {
        Poll.Dispose();
        _meter.Dispose();
    }

    /// <summary>How the store fails at each write.</summary>
    public enum StoreFailure
    {
        None,
        BeforeWriting,

        /// <summary>Written, and the answer is lost.</summary>
        AfterWriting,
    }

    public sealed class Store : IPersistentState<AccountDocument>
    {
        private string _written = JsonSerializer.Serialize(new AccountDocument());

        public StoreFailure Fails { get; set; }
        public AccountDocument State { get; set; } = new();
        public string Etag => "1";
        public bool RecordExists { get; private set; }
        public int Writes { get; private set; }

        /// <summary>As if somebody else had written it.</summary>
        public void Put(AccountDocument document) => _written = JsonSerializer.Serialize(document);

        public Task ReadStateAsync()
        {
            State = JsonSerializer.Deserialize<AccountDocument>(_written)!;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync()
        {
            if (Fails is StoreFailure.BeforeWriting)
            {
                throw new IOException("the store is away");
            }

            _written = JsonSerializer.Serialize(State);
            State = JsonSerializer.Deserialize<AccountDocument>(_written)!;
            RecordExists = true;
            Writes++;
            return Fails is StoreFailure.AfterWriting ? throw new IOException("the answer is lost") : Task.CompletedTask;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();
    }

    private sealed class Log : IAlertLogGrain
    {
        public List<string> Alerts { get; } = [];
        public Exception? Fails { get; set; }

        public Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries)
        {
            if (Fails is not null && entries.Count > 0)
            {
                throw Fails;
            }

            Alerts.AddRange(entries.Where(entry => entry.OutSeq > Alerts.Count).Select(entry => entry.AlertJson));
            return Task.FromResult((long)Alerts.Count);
        }

        public Task GoOnAfter(string accountId, long outSeq) => throw new NotSupportedException();

        public Task<LogPage> Read(long afterSeq, int max) => throw new NotSupportedException();

        public Task Subscribe(IAlertLogObserver observer) => throw new NotSupportedException();

        public Task Unsubscribe(IAlertLogObserver observer) => throw new NotSupportedException();
    }
}
