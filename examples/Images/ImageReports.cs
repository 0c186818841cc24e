using Khronos;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Examples.Images;

/// <summary>Says how much the images take up.</summary>
public sealed class ImageReports(ImageStore images, ILogger<ImageReports> log)
{
    // snippet: scheduled-job
    [Event("time.one-hour.passed")]
    public Task OnHourPassed(TimePassed tick)
    {
        log.LogInformation("The images take up {Bytes} bytes", images.MeasureBytes());
        return Task.CompletedTask;
    }
    // end-snippet
}
