using Examples.Images;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddImages();
await builder.Build().RunAsync();
