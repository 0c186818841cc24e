using Ponos.Dashboard.Access;
using Ponos.Dashboard.Rendering;

namespace Ponos.Dashboard.Endpoints;

/// <summary>What an action is answered with: a page of its own, or the way to another with what came of it.</summary>
internal sealed record Answer
{
    private Answer()
    {
    }

    public PageView? Page { get; private init; }

    public string? Address { get; private init; }

    public Saying? Saying { get; private init; }

    public static Answer Show(PageView page) => new() { Page = page };

    public static Answer Done(string address, string text) => new() { Address = address, Saying = new Saying(IsGood: true, text) };

    public static Answer Failed(string address, string text) => new() { Address = address, Saying = new Saying(IsGood: false, text) };

    public static Answer Say(string address, bool isGood, string text) => new() { Address = address, Saying = new Saying(isGood, text) };
}
