using Ponos;
using Ponos.Handlers;
using Ponos.Testing;

namespace Examples.Tests;

/// <summary>The delegates of the page on concepts.</summary>
public class DelegateTests
{
    [Test]
    public async Task MapTask_AJobWithoutARecord_IsHandledByTheDelegate()
    {
        var widths = new List<int>();
        await using var service = await PonosHarness.StartAsync(services =>
        {
            // snippet: delegates
            services.AddPonos("thumbnails", HandlerCatalog.Empty)
                .MapTask("images.resize", (Job job, JobContext context) =>
                {
                    widths.Add(job.ToJson().GetProperty("width").GetInt32());
                    return Task.CompletedTask;
                });
            // end-snippet
        });

        await service.PublishTaskAsync("images.resize", new { width = 320 });
        await service.HandledAsync("images.resize");

        Assert.That(widths, Is.EqualTo(new[] { 320 }));
    }
}
