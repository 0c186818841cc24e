using Examples.Images;
using Examples.Tests.Support;
using Khronos;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Testing;

namespace Examples.Tests;

public class ImagesTests
{
    [Test]
    public async Task OnDayPassed_TwoDocks_PrunesTheStaleImagesOfBoth()
    {
        await using var service = await PonosHarness.StartAsync(services => services.AddImages());
        var images = service.Services.GetRequiredService<ImageStore>();
        var before = Files(images);

        await service.PublishEventAsync(TimeEvents.OneDay, Ticks.At(service.Clock.GetUtcNow(), "one-day"));
        await service.WhenIdleAsync();

        Assert.That(before, Has.Count.EqualTo(10));
        Assert.That(service.Settled.Count(job => job is { Name: "docker.images.cleanup", Outcome: JobOutcome.Succeeded }), Is.EqualTo(2));
        Assert.That(
            Files(images),
            Is.EqualTo(new[] { "eu-1/fresh-1.img", "eu-1/fresh-2.img", "us-1/fresh-1.img", "us-1/fresh-2.img" }));
    }

    [Test]
    public async Task OnDayPassed_ATaskForADock_CarriesTheTidOfTheEvent()
    {
        await using var service = await PonosHarness.StartAsync(services => services.AddImages());

        await service.PublishEventAsync(
            TimeEvents.OneDay, Ticks.At(service.Clock.GetUtcNow(), "one-day"), new PublishOptions { Tid = "day-1" });

        Assert.That((await service.HandledAsync("docker.images.cleanup")).Tid, Is.EqualTo("day-1"));
    }

    [Test]
    public async Task Prune_ConfiguredAge_DecidesWhatIsStale()
    {
        var folder = Directory.CreateTempSubdirectory("ponos-images-test-");
        try
        {
            var image = Path.Combine(folder.CreateSubdirectory("dock").FullName, "image.img");
            await File.WriteAllTextAsync(image, "0123456789");
            await using var service = await PonosHarness.StartAsync(services =>
            {
                services.Configure<ImagesOptions>(options =>
                {
                    options.Folder = folder.FullName;
                    options.MaxAge = TimeSpan.FromDays(2);
                });
                services.AddImages();
            });
            var images = service.Services.GetRequiredService<ImageStore>();

            File.SetLastWriteTimeUtc(image, service.Clock.GetUtcNow().UtcDateTime.AddDays(-2));
            Assert.That(images.Prune("dock", CancellationToken.None), Is.EqualTo(new Pruned(0, 0)));

            File.SetLastWriteTimeUtc(image, service.Clock.GetUtcNow().UtcDateTime.AddDays(-2).AddSeconds(-1));
            Assert.That(images.Prune("dock", CancellationToken.None), Is.EqualTo(new Pruned(1, 10)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // snippet: test
    [Test]
    public async Task CleanUp_DockWithoutFolder_IsDeadAtOnce()
    {
        await using var service = await PonosHarness.StartAsync(services => services.AddImages());

        await service.PublishAsync(new CleanUpImages("closed-1"));

        var job = await service.DeadAsync("docker.images.cleanup");
        Assert.That(job.Outcome, Is.EqualTo(JobOutcome.Stopped));
        Assert.That(job.Attempt, Is.EqualTo(1));
    }
    // end-snippet

    [Test]
    public async Task CleanUp_DockThatIsAPath_IsRefusedByThePublisher()
    {
        await using var service = await PonosHarness.StartAsync(services => services.AddImages());

        var exception = await Assert.ThrowsAsync<InvalidJobException>(() => service.PublishAsync(new CleanUpImages("../etc")));

        Assert.That(exception!.Violations.Single().Pointer, Is.EqualTo("/dock"));
        Assert.That(exception.Violations.Single().Keyword, Is.EqualTo("pattern"));
    }

    [Test]
    public async Task Dispose_FolderOfSamples_IsDeleted()
    {
        string folder;
        await using (var service = await PonosHarness.StartAsync(services => services.AddImages()))
        {
            folder = service.Services.GetRequiredService<ImageStore>().Folder;
            Assert.That(folder, Does.Exist);
        }

        Assert.That(folder, Does.Not.Exist);
    }

    private static List<string> Files(ImageStore images) =>
        [.. Directory.EnumerateFiles(images.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(images.Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
}
