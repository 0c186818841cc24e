using Ponos.Control;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Topologies;

/// <summary>
/// Services, exchanges and queues in four columns: who sends, exchanges of events, queues, who receives. Each column is in
/// the order of the middle of what its boxes are joined to, so that few lines cross.
/// </summary>
internal sealed class TopologyMap
{
    public const int BoxHeight = 30;
    private const int RowHeight = 40;
    private const int Margin = 20;

    public static readonly int[] ColumnX = [20, 250, 560, 910];
    public static readonly int[] ColumnWidth = [160, 240, 280, 160];

    private readonly List<TopologyBox> _boxes = [];
    private readonly List<TopologyEdge> _edges = [];

    public IReadOnlyList<TopologyBox> Boxes => _boxes;

    public IReadOnlyList<TopologyEdge> Edges => _edges;

    public static int Width => ColumnX[3] + ColumnWidth[3] + Margin;

    public int Height => Margin + 26 + ((_boxes.Count == 0 ? 1 : _boxes.Max(box => box.Row) + 1) * RowHeight);

    public static TopologyMap Of(IReadOnlyList<ProcessContracts> contracts, Fleet fleet)
    {
        var map = new TopologyMap();
        foreach (var process in contracts)
        {
            foreach (var contract in process.Contracts)
            {
                map.Add(process.Service, contract, fleet);
            }
        }

        map.Arrange();
        return map;
    }

    public static int Y(TopologyBox box) => Margin + 26 + (box.Row * RowHeight);

    private void Add(string service, ContractReport contract, Fleet fleet)
    {
        if (contract is { Sends: true, SentTo: { Length: > 0 } target })
        {
            var from = Box(0, service, service, fleet, queue: null);
            // A task goes to its queue through the default exchange; an event to an exchange of its own name.
            var to = contract.Kind == JobKind.Task
                ? Box(2, target, service: null, fleet, target)
                : Box(1, target, service: null, fleet, queue: null);
            Join(from, to);
        }

        if (contract is { Receives: true, Queue: { Length: > 0 } queue })
        {
            var box = Box(2, queue, service: null, fleet, queue);
            Join(box, Box(3, service, service, fleet, queue: null));
            if (contract.Exchange is { Length: > 0 } exchange)
            {
                Join(Box(1, exchange, service: null, fleet, queue: null), box);
            }
        }
    }

    private TopologyBox Box(int column, string name, string? service, Fleet fleet, string? queue)
    {
        if (_boxes.Find(box => box.Column == column && box.Name == name) is { } known)
        {
            return known;
        }

        var handler = queue is null ? null : fleet.Handlers.FirstOrDefault(one => one.Queue == queue);
        var box = new TopologyBox(column, name, service)
        {
            Ready = handler?.Ready,
            Handler = handler,
            IsWrong = handler is not null && (handler.IsMissing || handler is { Consumers: 0, First.IsBroadcast: false }),
        };
        _boxes.Add(box);
        return box;
    }

    private void Join(TopologyBox from, TopologyBox to)
    {
        if (!_edges.Exists(edge => edge.From == from && edge.To == to))
        {
            _edges.Add(new TopologyEdge(from, to));
        }
    }

    private void Arrange()
    {
        for (var column = 0; column < 4; column++)
        {
            Place([.. _boxes.Where(box => box.Column == column).OrderBy(box => box.Name, StringComparer.Ordinal)]);
        }

        foreach (var column in new[] { 1, 2, 3, 2, 1, 0 })
        {
            var boxes = _boxes.Where(box => box.Column == column)
                .OrderBy(Middle).ThenBy(box => box.Name, StringComparer.Ordinal).ToList();
            Place(boxes);
        }
    }

    private double Middle(TopologyBox box)
    {
        var rows = _edges.Where(edge => edge.From == box || edge.To == box)
            .Select(edge => edge.From == box ? edge.To.Row : edge.From.Row)
            .ToList();
        return rows.Count == 0 ? box.Row : rows.Average();
    }

    private static void Place(List<TopologyBox> boxes)
    {
        for (var i = 0; i < boxes.Count; i++)
        {
            boxes[i].Row = i;
        }
    }
}

/// <summary>Something in the picture.</summary>
internal sealed class TopologyBox(int column, string name, string? service)
{
    /// <summary>0 for who sends, 1 for an exchange, 2 for a queue, 3 for who receives.</summary>
    public int Column => column;

    public string Name => name;

    /// <summary>The service that it is; <see langword="null"/> for an exchange or a queue.</summary>
    public string? Service => service;

    public long? Ready { get; init; }

    public HandlerView? Handler { get; init; }

    public bool IsWrong { get; init; }

    public int Row { get; set; }
}

/// <summary>A line in the picture: a publish, a binding, a consumer.</summary>
internal sealed record TopologyEdge(TopologyBox From, TopologyBox To);
