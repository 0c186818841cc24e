using System.Buffers;
using System.Text.Json;
using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Publishes one after the other from one place, with at most so many unconfirmed, and counts confirms by itself.</summary>
internal sealed class OwnConfirmSender : IJobSender
{
    private const int MostUnconfirmed = 512;

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;
    private readonly Lock _gate = new();
    private readonly bool[] _confirmed = new bool[MostUnconfirmed];
    private readonly SemaphoreSlim _room = new(0);
    private readonly ArrayBufferWriter<byte> _body = new(1024);
    private readonly Utf8JsonWriter _writer;
    private ulong _next = 1;
    private ulong _lowest = 1;
    private bool _waits;

    public OwnConfirmSender(IConnection connection, IChannel channel, string queue)
    {
        _connection = connection;
        _channel = channel;
        _queue = queue;
        _writer = new Utf8JsonWriter(_body);
        channel.BasicAcksAsync += OnAckAsync;
    }

    public int Window => 1;

    public async Task SendAsync(ImageJob job)
    {
        await AwaitAtMostAsync(MostUnconfirmed - 1);
        _body.ResetWrittenCount();
        _writer.Reset(_body);
        JsonSerializer.Serialize(_writer, StampedJob.Of(job), ImageJson.Default.StampedJob);
        lock (_gate)
        {
            _confirmed[_next++ % MostUnconfirmed] = false;
        }

        // The client copies the body before it first yields.
        await _channel.BasicPublishAsync("", _queue, mandatory: true, MessageProperties.New(), _body.WrittenMemory);
    }

    public ValueTask FlushAsync() => AwaitAtMostAsync(0);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        _room.Dispose();
        await _writer.DisposeAsync();
    }

    private async ValueTask AwaitAtMostAsync(int unconfirmed)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_next - _lowest <= (ulong)unconfirmed)
                {
                    return;
                }

                _waits = true;
            }

            await _room.WaitAsync();
        }
    }

    private Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        lock (_gate)
        {
            if (ack.Multiple)
            {
                _lowest = Math.Max(_lowest, ack.DeliveryTag + 1);
            }
            else
            {
                _confirmed[ack.DeliveryTag % MostUnconfirmed] = true;
            }

            while (_lowest < _next && _confirmed[_lowest % MostUnconfirmed])
            {
                _lowest++;
            }

            if (_waits)
            {
                _waits = false;
                _room.Release();
            }
        }

        return Task.CompletedTask;
    }
}
