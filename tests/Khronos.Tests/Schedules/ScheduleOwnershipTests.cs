using System.Text.Json;
using Khronos.Book;
using Khronos.Replication;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Tests.Support;

namespace Khronos.Tests.Schedules;

/// <summary>A schedule that a user of the broker put is that user's: nobody changes it by saying the service's name.</summary>
public sealed class ScheduleOwnershipTests
{
    private static readonly Asker Mine = new("images", "images-user");
    private static readonly Asker Operator = new("images", "dashboard", IsOperator: true);
    private static readonly Asker[] Strangers = [new("images"), new("images", "mallory"), new("other", "images-user")];

    private RememberingState _state = null!;
    private EngineRig _rig = null!;
    private KhronosOptions _options = null!;
    private ScheduleBook _book = null!;

    [SetUp]
    public async Task SetUp()
    {
        _rig = EngineRig.At("2026-11-23T09:59:30Z");
        _options = new KhronosOptions();
        _state = new RememberingState();
        _book = new ScheduleBook(_state, _rig.Engine, _rig.Watch, _options, _rig.Clock);
        await _book.OpenAsync([TimeSpan.FromHours(1)], default);
    }

    [TearDown]
    public void TearDown()
    {
        _book.Dispose();
        _rig.Dispose();
    }

    [TestCaseSource(nameof(Strangers))]
    public async Task AnyChange_ByTheServicesNameAlone_IsRefusedAndNothingChanges(object stranger)
    {
        var by = (Asker)stranger;
        await PutAsync("1m", Mine);
        var before = await DocumentAsync();

        foreach (var change in new Func<Task>[]
        {
            () => PutAsync("2m", by),
            () => PutAsync("1m", by),
            () => _book.PauseAsync("mine", by, default),
            () => _book.ResumeAsync("mine", by, default),
            () => _book.DeleteAsync("mine", by, default),
            () => _book.OwnAsync("mine", by, default),
        })
        {
            await Assert.ThatAsync(change, Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("belongs to images"));
        }

        Assert.That(await DocumentAsync(), Is.SameAs(before));
        Assert.That((await PutAsync("2m", Mine)).Change, Is.EqualTo(ScheduleChange.Updated));
        Assert.That((await _book.PauseAsync("mine", Mine, default)).Change, Is.EqualTo(ScheduleChange.Paused));
        Assert.That((await _book.DeleteAsync("mine", Mine, default))!.Change, Is.EqualTo(ScheduleChange.Deleted));
    }

    [Test]
    public async Task Require_OfAnotherUser_NamesTheRemedyAndNotTheOwnersUser()
    {
        await PutAsync("1m", Mine);
        await Assert.ThatAsync(
            () => _book.PauseAsync("mine", new Asker("images", "mallory"), default),
            Throws.TypeOf<ScheduleRefusedException>()
                .With.Message.Contains("Khronos:Operators")
                .And.Message.Contains("'mallory'")
                .And.Message.Not.Contains("images-user"));
    }

    [Test]
    public async Task Quota_OfAServiceThatAnotherUserNamesItself_IsNotTouched()
    {
        _options.MaxSchedulesOfOwner = 2;
        _options.MaxBackfillsOfOwner = 10;
        foreach (var stranger in new[] { new Asker("images"), new Asker("images", "mallory") })
        {
            await PutAsync("1m", stranger, $"a-{stranger.User}x");
            await PutAsync("1m", stranger, $"b-{stranger.User}x");
            await _book.TakeBackfillAsync(stranger.AsOwner, 10, default);
            await Assert.ThatAsync(
                () => PutAsync("1m", stranger, $"c-{stranger.User}x"),
                Throws.TypeOf<ScheduleRefusedException>().With.Message.Contains("MaxSchedulesOfOwner"));
        }

        await PutAsync("1m", Mine, "one");
        await PutAsync("1m", Mine, "two");
        await _book.TakeBackfillAsync(Mine.AsOwner, 10, default);
    }

    [Test]
    public async Task Put_OfAScheduleThatWasKeptWithoutAUser_ClaimsIt()
    {
        await PutAsync("1m", new Asker("images"));
        Assert.That(
            (await _book.PauseAsync("mine", new Asker("images", "anybody"), default)).Change,
            Is.EqualTo(ScheduleChange.Paused),
            "Nobody vouched for it: the name is enough.");
        Assert.That((await DocumentAsync()).Users, Is.Null, "Only a put claims.");

        Assert.That((await PutAsync("1m", Mine)).Change, Is.EqualTo(ScheduleChange.Updated));

        var claimed = await DocumentAsync();
        Assert.That((claimed.OwnedBy.Single(), claimed.IsPaused), Is.EqualTo((new ScheduleOwner("images", "images-user"), true)));
        Assert.That((await PutAsync("1m", Mine)).Change, Is.Null);
        await Assert.ThatAsync(() => PutAsync("1m", new Asker("images")), Throws.TypeOf<ScheduleRefusedException>());
    }

    [Test]
    public async Task Operator_OfAnyService_ActsForItAndOwnsNothing()
    {
        await PutAsync("1m", Mine);
        Assert.That((await _book.PauseAsync("mine", Operator, default)).Change, Is.EqualTo(ScheduleChange.Paused));
        Assert.That((await PutAsync("2m", Operator)).Change, Is.EqualTo(ScheduleChange.Updated));
        Assert.That((await _book.OwnAsync("mine", Operator, default)).Owner, Is.EqualTo(Mine.AsOwner), "It counts for the owner.");
        Assert.That((await DocumentAsync()).OwnedBy, Is.EqualTo([Mine.AsOwner]));

        await PutAsync("1m", Operator, "new");
        Assert.That((await DocumentAsync("new")).OwnedBy, Is.EqualTo([new ScheduleOwner("images", null)]));
        await PutAsync("1m", Mine, "new");
        Assert.That((await DocumentAsync("new")).OwnedBy, Is.EqualTo([Mine.AsOwner]), "The service's own put claims what was put for it.");
        await Assert.ThatAsync(
            () => _book.PauseAsync("mine", Operator with { Service = "other" }, default),
            Throws.TypeOf<ScheduleRefusedException>(),
            "In whose name is still to be said.");
    }

    [Test]
    public async Task SharedInterval_WithTheServicesNameOfAnotherUser_StaysTheServices()
    {
        await _book.PutAsync(new PutSchedule { Every = "90s" }, Mine, default);
        await _book.PutAsync(new PutSchedule { Every = "90s" }, new Asker("images", "mallory"), default);
        await _book.DeleteAsync("90s", new Asker("images", "mallory"), default);

        Assert.That((await DocumentAsync("one-minute-thirty-seconds")).OwnedBy, Is.EqualTo([Mine.AsOwner]));
        await Assert.ThatAsync(() => _book.DeleteAsync("90s", new Asker("images"), default), Throws.TypeOf<ScheduleRefusedException>());
        await Assert.ThatAsync(
            () => _book.DeleteAsync("one-hour", new Asker("images", "mallory"), default), Throws.TypeOf<ScheduleRefusedException>());
    }

    [Test]
    public async Task Open_WhatWasKept_KnowsItsUsersAgain()
    {
        await PutAsync("1m", Mine);
        using var rig = EngineRig.At("2026-11-23T10:59:30Z");
        using var again = new ScheduleBook(_state, rig.Engine, rig.Watch, _options, rig.Clock);
        await again.OpenAsync([], default);

        await Assert.ThatAsync(() => again.DeleteAsync("mine", new Asker("images"), default), Throws.TypeOf<ScheduleRefusedException>());
        Assert.That((await again.DeleteAsync("mine", Mine, default))!.Change, Is.EqualTo(ScheduleChange.Deleted));
    }

    [Test]
    public async Task Document_WrittenAndRead_IsTheSameAndAnEarlierOneHasNoUsers()
    {
        await PutAsync("1m", Mine);
        var written = LogFormat.Write(await DocumentAsync());

        Assert.That(LogFormat.Current.Read(1, written).Checked("mine").OwnedBy, Is.EqualTo([Mine.AsOwner]));
        Assert.That(
            written.GetProperty("owners").GetRawText(), Is.EqualTo("""["images"]"""), "An earlier version goes on by the service's name.");
        var earlier = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(written)!;
        earlier.Remove("users");
        Assert.That(
            LogFormat.Current.Read(1, JsonSerializer.SerializeToElement(earlier)).OwnedBy, Is.EqualTo([new ScheduleOwner("images", null)]));
        earlier["users"] = JsonSerializer.SerializeToElement(new Dictionary<string, string?[]?> { ["images"] = null });
        Assert.That(
            () => LogFormat.Current.Read(1, JsonSerializer.SerializeToElement(earlier)).Checked("mine"), Throws.TypeOf<FormatException>());
    }

    private Task<ScheduleAnswer> PutAsync(string every, Asker by, string name = "mine") =>
        _book.PutAsync(new PutSchedule { Name = name, Every = every }, by, default);

    private async Task<ScheduleDocument> DocumentAsync(string name = "mine") =>
        (await _book.ListAsync(default)).Single(document => document.Name == name);
}
