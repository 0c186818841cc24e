using Examples.Images;
using Microsoft.Extensions.Hosting;
using Ponos;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddImages();
return await builder.Build().RunPonosAsync(args);
