using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ponos.Outboxes;
using Ponos.PostgreSql.Inbox;
using Ponos.PostgreSql.Relay;
using Ponos.PostgreSql.Statements;
using Ponos.PostgreSql.Tables;

namespace Ponos.PostgreSql.Outbox;

/// <summary>Puts one service's outbox together. Owns the data source where it made it.</summary>
internal sealed class OutboxParts : IAsyncDisposable
{
    private readonly IServiceProvider _provider;
    private readonly string _service;
    private readonly PostgreSqlOutboxOptions _options;
    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlDataSource? _own;
    private readonly TableNames _names;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly KeptStatements _statements;
    private readonly WakeSignal _wake = new();
    private readonly RelayState _state;
    private readonly Refusals _refusals;
    private readonly CommitWatch? _watch;

    public OutboxParts(IServiceProvider provider, string service, PostgreSqlOutboxOptions options)
    {
        (_provider, _service, _options) = (provider, service, options);
        _own = options is { DataSource: null, ConnectionString: { } text } ? NpgsqlDataSource.Create(text) : null;
        _dataSource = options.DataSource ?? _own ?? provider.GetService<NpgsqlDataSource>()
            ?? throw new InvalidOperationException(
                $"The outbox of '{service}' has no database. Set DataSource or ConnectionString in UsePostgreSqlOutbox(options => …), "
                + "or add an NpgsqlDataSource to the host's services.");
        _names = new TableNames(options.Schema);
        _statements = new KeptStatements(options.PrepareStatements);
        _time = provider.GetRequiredService<TimeProvider>();
        _log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos." + service);
        _state = new RelayState(_time);
        _refusals = new Refusals(_time, TimeSpan.FromSeconds(1));
        _watch = options.Relay ? new CommitWatch(_wake, _time) : null;
        var store = new OutboxStore(_dataSource, _names, _statements, service, notifies: !options.Relay);
        Outbox = new PostgreSqlOutbox(_names.Schema, service, store, _watch, _wake);
    }

    public PostgreSqlOutbox Outbox { get; }

    public OutboxRelay NewRelay()
    {
        var telemetry = _provider.GetRequiredService<OutboxTelemetry>();
        telemetry.Observe(_service, _state);
        return new OutboxRelay(
            new RelaySettings(_service, _options.PollInterval, _options.ParkAfter, _options.BatchSize),
            new RelayStore(_dataSource, _names, _statements, _service, _options.BatchSize, _options.EnsureTables),
            _provider.GetRequiredKeyedService<IPreparedJobs>(_service),
            _wake,
            _state,
            _refusals,
            telemetry,
            _time,
            _log);
    }

    public NotificationListener NewListener() => new(_service, _dataSource, _names, _wake, _time, _log);

    public InboxCleaner NewCleaner() => new(_service, _options, _dataSource, _names, _time, _log);

    public OutboxHealthCheck NewHealthCheck() => new(_state, _refusals);

    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
