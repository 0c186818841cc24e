using Examples.Images;
using Examples.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Ponos;
using Ponos.Handlers;
using Ponos.Testing;

namespace Examples.Tests;

/// <summary>The code of docs/testing.md.</summary>
public sealed class HandlerTests
{
    // snippet: unit
    [Test]
    public async Task OnDayPassed_TwoDocks_PublishesATaskForEach()
    {
        var publisher = new Mock<IPublisher>();
        using var images = new ImageStore(Options.Create(new ImagesOptions()), TimeProvider.System);
        var workers = new ImageWorkers(publisher.Object, images, NullLogger<ImageWorkers>.Instance);

        await workers.OnDayPassed(Ticks.At(DateTimeOffset.UnixEpoch, "one-day"), CancellationToken.None);

        publisher.Verify(one => one.PublishAsync(new CleanUpImages("eu-1"), It.IsAny<CancellationToken>()), Times.Once);
        publisher.Verify(one => one.PublishAsync(new CleanUpImages("us-1"), It.IsAny<CancellationToken>()), Times.Once);
    }
    // end-snippet

    // snippet: harness
    [Test]
    public async Task Remind_MailerThatIsAway_IsAskedOnceTheShopIsOpen()
    {
        var shop = new Mock<IShop>();
        shop.SetupSequence(one => one.IsOpen()).Returns(false).Returns(true);
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton(shop.Object);
            services.AddPonos("shop", HandlerCatalog.Empty, options => options.Retry.Delay = TimeSpan.FromMinutes(5))
                .DeclareTask("mail.send", service: "mailer")
                .MapTask("order.remind", async (Job _, IShop open, IPublisher publisher) =>
                {
                    if (!open.IsOpen())
                    {
                        throw new InvalidOperationException("The shop is closed.");
                    }

                    await publisher.PublishTaskAsync("mail.send", new { to = "ada@example.org" });
                });
        });
        ponos.StubTask("mail.send");

        await ponos.PublishTaskAsync("order.remind", new { order = 7 });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));

        await ponos.PublishedAsync("mail.send");
        Assert.That((await ponos.HandledAsync("order.remind")).Attempt, Is.EqualTo(2));
    }
    // end-snippet

    // snippet: host
    [Test]
    public async Task Host_OfTheApplication_HandlesItsJobsOnTheTestsClock()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddImages();
        builder.Services.AddPonosHarness();
        using var host = builder.Build();
        await host.StartAsync();
        await using var jobs = PonosHarness.Attach(host.Services);

        await host.Services.GetRequiredService<IPublisher>().PublishAsync(new CleanUpImages("closed-1"));

        await jobs.DeadAsync("docker.images.cleanup");
        await host.StopAsync();
    }
    // end-snippet

    /// <summary>A service of the application's own.</summary>
    public interface IShop
    {
        bool IsOpen();
    }
}
